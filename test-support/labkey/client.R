# Asks a server by httr as LabKey's R client does: old addresses, a netrc file that libcurl may read, POST with the token of whoAmI.
# One question a line of stdin, one answer a line of stdout, both JSON.
suppressMessages(library(httr))

credentials <- function(question) {
  if (is.null(question$apiKey)) config(netrc = 1L) else add_headers(apikey = question$apiKey)
}

place <- function(question, path) paste0(sub("/$", "", question$url), "/", path)

parsed <- function(response) jsonlite::fromJSON(content(response, "text", encoding = "UTF-8"), simplifyVector = FALSE)

ask <- function(question) {
  options <- c(config(httpauth = 1L), credentials(question))
  if (question$ask == "whoAmI") return(GET(place(question, "login/whoAmI.view"), options))
  if (question$ask == "ensureLogin") return(GET(place(question, "security-ensureLogin.api"), options))
  token <- parsed(GET(place(question, "login/whoAmI.view"), options))$CSRF
  body <- list(schemaName = question$schema, query.queryName = question$query, apiVersion = "8.3", query.maxRows = -1)
  POST(
    place(question, paste0(if (is.null(question$container)) "home" else sub("^/", "", question$container), "/query-selectRows.api")),
    c(credentials(question), add_headers("Content-Type" = "application/json;charset=utf-8", "X-LABKEY-CSRF" = token)),
    body = jsonlite::toJSON(body, auto_unbox = TRUE)
  )
}

value <- function(question, said) {
  if (question$ask == "whoAmI") return(list(id = said$id, email = said$email))
  if (question$ask == "ensureLogin") return(list(id = said$currentUser$id, email = said$currentUser$email))
  list(rows = said$rows, rowCount = said$rowCount)
}

answer <- function(question) {
  # httr keeps cookies for each host as long as R runs.
  if (!isTRUE(question$kept)) handle_reset(question$url)
  response <- ask(question)
  said <- parsed(response)
  if (status_code(response) < 400) return(list(ok = TRUE, status = status_code(response), value = value(question, said)))
  list(ok = FALSE, status = status_code(response), error = "http_error", message = said$exception)
}

input <- file("stdin", "r")
while (length(line <- readLines(input, n = 1)) > 0) {
  question <- jsonlite::fromJSON(line, simplifyVector = FALSE)
  told <- tryCatch(answer(question), error = function(e) list(ok = FALSE, error = class(e)[[1]], message = conditionMessage(e)))
  cat(jsonlite::toJSON(told, auto_unbox = TRUE, null = "null"), "\n", sep = "")
}
