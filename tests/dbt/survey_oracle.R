# R's `survey` as the referee of the survey's weights and estimates (Lumley 2004, 2010).
#
#   Rscript survey_oracle.R api FOLDER              writes apistrat.csv, apiclus1.csv, apipop.csv
#   Rscript survey_oracle.R weights IN MARGINS OUT  IN: sector, size_band, base, lower, upper
#   Rscript survey_oracle.R shares IN OUT           IN: weight, stratum, firms, d_*, y_*
#   Rscript survey_oracle.R calibrated IN OUT       IN: the same, and sector, size_band
#
# Nothing of the pipeline's formulas is repeated here: rake() and svyby() do the work.
suppressPackageStartupMessages(library(survey))
options(digits = 17, stringsAsFactors = FALSE)
given <- commandArgs(trailingOnly = TRUE)
save <- function(frame, path) write.csv(frame, path, row.names = FALSE)

export_api <- function(folder) {
  data(api, package = "survey", envir = environment())
  kept <- c("cds", "stype", "sch.wide", "comp.imp", "both", "awards", "cnum", "dnum", "pw", "fpc")
  save(apistrat[kept], file.path(folder, "apistrat.csv"))
  save(apiclus1[kept], file.path(folder, "apiclus1.csv"))
  save(as.data.frame(table(stype = apipop$stype, sch.wide = apipop$sch.wide)),
       file.path(folder, "apipop.csv"))
}

# Trim to the bounds, rake to both margins, until both hold.
weigh <- function(firms, margins) {
  population <- function(name) {
    found <- margins[margins$margin == name, c("category", "firms")]
    setNames(found, c(name, "Freq"))
  }
  targets <- list(population("sector"), population("size_band"))
  firms$w <- firms$base
  for (cycle in 1:500) {
    firms$w <- pmin(pmax(firms$w, firms$lower), firms$upper)
    raked <- rake(svydesign(ids = ~1, weights = ~w, data = firms), list(~sector, ~size_band),
                  targets, control = list(maxit = 5000, epsilon = 1e-11))
    firms$w <- weights(raked)
    if (all(firms$w >= firms$lower * (1 - 1e-10)) && all(firms$w <= firms$upper * (1 + 1e-10)))
      return(firms$w)
  }
  stop("R's weights do not converge either")
}

shares <- function(firms) {
  design <- svydesign(ids = ~1, strata = ~stratum, weights = ~weight, fpc = ~firms, data = firms)
  found <- data.frame()
  for (domain in grep("^d_", names(firms), value = TRUE))
    for (item in grep("^y_", names(firms), value = TRUE)) {
      by <- svyby(as.formula(paste0("~", item)), as.formula(paste0("~", domain)), design, svymean)
      found <- rbind(found, data.frame(domain = domain, category = as.character(by[[1]]),
                                       item = item, share = by[[2]], standard_error = by$se))
    }
  found
}

# What this prints when the weights are calibrated by R too: the variance with the residuals of
# the calibration in it, where the strata are those of the frame.
calibrated <- function(firms) {
  design <- svydesign(ids = ~1, strata = ~stratum, fpc = ~firms, data = firms)
  population <- function(name) {
    sums <- aggregate(firms$weight, by = list(firms[[name]]), FUN = sum)
    setNames(sums, c(name, "Freq"))
  }
  raked <- rake(design, list(~sector, ~size_band),
                list(population("sector"), population("size_band")),
                control = list(maxit = 5000, epsilon = 1e-11))
  items <- grep("^y_", names(firms), value = TRUE)
  means <- lapply(items, function(item) svymean(as.formula(paste0("~", item)), raked))
  data.frame(item = items, share = sapply(means, coef),
             standard_error = sapply(means, function(mean) as.numeric(SE(mean))))
}

switch(given[1],
  api = export_api(given[2]),
  weights = save(data.frame(weight = weigh(read.csv(given[2]), read.csv(given[3]))), given[4]),
  shares = save(shares(read.csv(given[2])), given[3]),
  calibrated = save(calibrated(read.csv(given[2])), given[3]),
  stop("unknown task")
)
