-- Requests made once, then sent in rotation. Arguments: a file of tokens (one a line) or nothing; 1 for
-- another Host each time; the bytes of a range or 0. Prints one line of JSON in the end.

local HOSTS, RANGES, SPREAD = 5000, 32, 1048576

local requests, at = {}, 0

local function tokens_of(file)
  local tokens = {}
  if file ~= "" then
    for token in io.lines(file) do tokens[#tokens + 1] = token end
  end
  return tokens
end

local function request_with(headers)
  requests[#requests + 1] = wrk.format("GET", nil, headers)
end

function init(args)
  local file, cold, size = args[1] or "", args[2] == "1", tonumber(args[3] or "0")
  local tokens, host = tokens_of(file), wrk.headers["Host"]
  if size > 0 then
    for i = 0, RANGES - 1 do
      local first = i * SPREAD
      request_with({ Host = host, Range = string.format("bytes=%d-%d", first, first + size - 1) })
    end
  elseif cold then
    for i = 1, HOSTS do
      local cookie = tokens[1] and "CAUTH=" .. tokens[(i - 1) % #tokens + 1]
      request_with({ Host = i .. ".example.org", Cookie = cookie })
    end
  elseif #tokens > 0 then
    for _, token in ipairs(tokens) do request_with({ Host = host, Cookie = "CAUTH=" .. token }) end
  else
    request_with({ Host = host })
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"requests":%d,"bytes":%d,"seconds":%f,"errors":%d,"median":%f,"p99":%f}',
    summary.requests, summary.bytes, summary.duration / 1e6,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
