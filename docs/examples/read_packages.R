# Reads the published packages from outside and computes one gap and one KPI anew.
#
#     Rscript docs/examples/read_packages.R data/releases
#
# It needs R without any package and the folder of releases. Everything is computed from columns
# that are published: the supply of a skill focus is counted again from the capacities and the
# register, the demand comes from the survey's table, and KPI 1 is counted from the capacities.
# Exit code 0 when both equal what the packages state, 1 when one does not.

# One table of the newest release of a package, as its CSV holds it.
read_table <- function(releases, package, table) {
  version <- trimws(readLines(file.path(releases, package, "latest"), warn = FALSE)[1])
  path <- file.path(releases, package, version, "data", paste0(table, ".csv"))
  # Only an empty cell is missing: "NA" would be a value.
  read.csv(path, na.strings = "", stringsAsFactors = FALSE, encoding = "UTF-8")
}

# The row to reproduce: the largest gap of a skill focus over all firms, newest year.
a_gap <- function(releases) {
  gaps <- read_table(releases, "skills", "skill_gap")
  gaps <- gaps[gaps$survey_measure == "skill_need" & gaps$supply_basis == "capacity_focus" &
    gaps$sector_code == "_T" & gaps$size_band == "_T" & gaps$nuts_code == "ES21" &
    !is.na(gaps$gap_points), ]
  newest <- gaps[gaps$academic_year == max(gaps$academic_year), ]
  newest[order(-newest$gap_points, newest$skill_code), ][1, ]
}

# The centres of the Basque Country in the register of an academic year.
register_of <- function(releases, academic_year) {
  history <- read_table(releases, "partnership", "organisation_history")
  valid <- history$valid_from <= academic_year &
    (is.na(history$valid_to) | history$valid_to >= academic_year)
  centre <- history$organisation_kind %in% c("faculty_or_school", "vet_centre")
  unique(history$organisation_id[valid & centre & startsWith(history$nuts_code, "ES21")])
}

# Centres that offer a focus, and centres that state any: a silent centre says neither.
supply <- function(releases, academic_year, focus) {
  capacities <- read_table(releases, "capacities", "capacity")
  capacities <- capacities[, c("academic_year", "capacity_id", "organisation_id")]
  stated <- merge(read_table(releases, "capacities", "capacity_skill"), capacities)
  stated <- stated[stated$academic_year == academic_year &
    stated$organisation_id %in% register_of(releases, academic_year), ]
  offering <- unique(stated$organisation_id[stated$skill_focus == focus])
  c(length(offering), length(unique(stated$organisation_id)))
}

# The row of the survey's table that the gap compares.
demand <- function(releases, gap) {
  key <- c("academic_year", "survey_measure", "skill_code", "sector_code", "size_band", "nuts_code")
  merge(read_table(releases, "skills", "skill_demand"), gap[, key], by = key)[1, ]
}

# KPI 1 counted from the capacities, and as the package of indicators states it.
kpi_1 <- function(releases) {
  progress <- read_table(releases, "kpis", "kpi_progress")
  stated <- progress[progress$kpi_id == 1 & progress$variant == "edition", ][1, ]
  capacities <- read_table(releases, "capacities", "capacity")
  begun <- paste0(substr(capacities$academic_year, 1, 4), "-09-01") <= stated$as_of
  organisations <- read_table(releases, "partnership", "organisation")
  basque <- organisations$organisation_id[startsWith(organisations$nuts_code, "ES21")]
  counted <- capacities[capacities$academic_year == max(capacities$academic_year[begun]) &
    capacities$organisation_id %in% basque, ]
  c(length(unique(counted$capacity_id)), stated$kpi_value)
}

main <- function(releases) {
  gap <- a_gap(releases)
  centres <- supply(releases, gap$academic_year, gap$skill_code)
  asked <- demand(releases, gap)
  share <- round(centres[1] / centres[2], 6)
  mine <- 100 * (c(asked$share, asked$share_lower, asked$share_upper) - share)
  published <- c(gap$gap_points, gap$gap_lower, gap$gap_upper)
  kpi <- kpi_1(releases)
  cat(sprintf(
    "gap %s %s: D = %.1f %% of %d firms, S = %d/%d centres, G = %+.4f (%+.4f to %+.4f); ",
    gap$skill_code, gap$academic_year, 100 * asked$share, asked$respondents,
    centres[1], centres[2], mine[1], mine[2], mine[3]
  ))
  cat(sprintf("published %+.4f (%+.4f to %+.4f)\n", published[1], published[2], published[3]))
  cat(sprintf("KPI 1: %d capacities counted, %g published\n", kpi[1], kpi[2]))
  # Gaps are published with four decimals.
  if (all(abs(mine - published) <= 0.00005001) && kpi[1] == kpi[2]) 0 else 1
}

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) != 1) stop("usage: Rscript read_packages.R <folder of releases>")
quit(status = main(arguments[1]))
