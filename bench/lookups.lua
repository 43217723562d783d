-- Requests over rotating account ids, prepared before the clock runs; prints one line of JSON.
-- usage: wrk -s lookups.lua URL -- KEY PATHS PAUSE   (PATHS: a file, one path a line; PAUSE: milliseconds that each
-- connection waits between an answer and the next request, in the mean; 0 for none)
local requests, at = {}, 0

function init(args)
  local headers = { ["Authorization"] = "Bearer " .. args[1] }
  for path in io.lines(args[2]) do
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
  local pause = tonumber(args[3])
  if pause > 0 then -- wrk asks for pauses only where there is such a function
    delay = function() return math.random(0, 2 * pause) end
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency, _)
  io.write(string.format(
    '\nRESULT {"requests": %d, "seconds": %.3f, "refused": %d, "failed": %d, "p50_ms": %.3f, "p99_ms": %.3f, "p999_ms": %.3f}\n',
    summary.requests, summary.duration / 1e6, summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency:percentile(99.9) / 1e3))
end
