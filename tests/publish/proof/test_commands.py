"""What people see of `verify` and `keygen`, and what they never see."""

from __future__ import annotations

import json
import stat

import pytest

from publish import __main__ as command
from publish.commands.proof import make_keys
from publish.proof.keys import (
    KEY_VARIABLE,
    PASSWORD_VARIABLE,
    PUBLIC_KEYS_VARIABLE,
    KeyRefusedError,
    signer_from,
)
from publish.proof.seal import Proof
from tests.publish.proof.made import INPUTS, new_signer, release_again


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    root = tmp_path_factory.mktemp("whole")
    signer, key = new_signer()
    release_again(root, proof=Proof(INPUTS, signer))
    return root / "releases" / "partnership" / "1.0.0", key


@pytest.fixture(autouse=True)
def offline(monkeypatch, tmp_path):
    """No profile from the network, no key from the developer's own environment."""
    monkeypatch.setenv("KSIGUNE_STANDARDS_DIR", str(tmp_path / "none"))
    monkeypatch.setenv("KSIGUNE_DATA", str(tmp_path / "no-data-root"))
    for name in (KEY_VARIABLE, PASSWORD_VARIABLE, PUBLIC_KEYS_VARIABLE):
        monkeypatch.delenv(name, raising=False)


def test_a_sound_release_one_line_per_check_and_exit_code_0(whole, capsys):
    assert command.main(["verify", str(whole[0]), "--key", whole[1].splitlines()[1]]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == str(whole[0])
    assert all(line.startswith(("ok ", "not checked ")) for line in lines[1:-1])
    assert lines[-1].startswith("partnership 1.0.0: verified; ")


def test_a_changed_file_is_told_with_its_name_and_exit_code_1(whole, tmp_path, capsys):
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(whole[0], copy)
    (copy / "README.md").write_text("other")
    assert command.main(["verify", str(copy)]) == 1
    out = capsys.readouterr().out
    assert "FAILED       files                    README.md " in out
    assert "Fetch the release anew from its publisher" in out
    assert "NOT verified, 1 checks failed" in out


def test_the_outcome_as_json(whole, capsys):
    assert command.main(["verify", "--json", str(whole[0])]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["verified"], told["package"], told["version"]) == (True, "partnership", "1.0.0")
    assert {"check", "outcome", "subject", "message"} == set(told["checks"][0])


@pytest.mark.parametrize("form", ["file", "environment"])
def test_a_key_is_taken_from_a_file_or_the_environment(whole, tmp_path, monkeypatch, capsys, form):
    arguments = ["verify", str(whole[0])]
    if form == "file":
        (tmp_path / "k.pub").write_text(whole[1])
        arguments += ["--key", str(tmp_path / "k.pub")]
    else:
        other = new_signer()[1].splitlines()[1]
        monkeypatch.setenv(PUBLIC_KEYS_VARIABLE, f"{other}, {whole[1].splitlines()[1]}")
    assert command.main(arguments) == 0
    assert "is a key that you gave" in capsys.readouterr().out


@pytest.mark.parametrize("key", ["RWQnot", "nothing.pub"])
def test_a_key_that_is_none_is_refused_before_anything_is_read(whole, capsys, key):
    assert command.main(["verify", str(whole[0]), "--key", key]) == 1
    assert f"--key {key} is no file, or not a minisign public key" in capsys.readouterr().err


def test_a_malformed_key_in_the_environment_names_the_variable(whole, monkeypatch, capsys):
    monkeypatch.setenv(PUBLIC_KEYS_VARIABLE, "RWQnot")
    assert command.main(["verify", str(whole[0])]) == 1
    assert PUBLIC_KEYS_VARIABLE in capsys.readouterr().err


def test_control_characters_of_a_release_do_not_reach_the_terminal(tmp_path, capsys):
    (tmp_path / "SHA256SUMS").write_bytes(b"\x1b[2J" + b"0" * 64 + b"  x\n")
    assert command.main(["verify", str(tmp_path)]) == 1
    assert "\x1b" not in capsys.readouterr().out


def test_a_pair_of_keys_is_made_private_and_nothing_secret_is_printed(tmp_path, capsys):
    assert command.main(["keygen", str(tmp_path / "keys")]) == 0
    out = capsys.readouterr().out
    secret = tmp_path / "keys" / "ksigune.key"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert secret.read_text().splitlines()[1][60:] not in out
    signer = signer_from({KEY_VARIABLE: secret.read_text()})
    assert signer.public_key == (tmp_path / "keys" / "ksigune.pub").read_text()
    assert signer.key_id in out
    assert "not locked with a password" in out


def test_a_key_is_never_written_over(tmp_path, capsys):
    assert command.main(["keygen", str(tmp_path)]) == 0
    before = (tmp_path / "ksigune.key").read_bytes()
    assert command.main(["keygen", str(tmp_path)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "ksigune.key").read_bytes() == before


def test_a_password_locks_the_key(tmp_path):
    told = make_keys(tmp_path, {PASSWORD_VARIABLE: "sekretua"})
    assert "sekretua" not in told
    secret = (tmp_path / "ksigune.key").read_text()
    with pytest.raises(KeyRefusedError):
        signer_from({KEY_VARIABLE: secret})
    assert signer_from({KEY_VARIABLE: secret, PASSWORD_VARIABLE: "sekretua"}) is not None
