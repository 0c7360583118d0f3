-- Prints what came of a run of wrk, for bench.py to read.
function done(summary, latency)
	local errors = summary.errors
	io.write(string.format("outcome %d %d %d %d %.3f %.3f\n", summary.requests, summary.duration, errors.status,
		errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(50) / 1000,
		latency:percentile(99) / 1000))
end
