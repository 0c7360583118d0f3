-- Posts reports: arguments are the file of bodies, one a line, and the API key.  Each request has its own
-- Idempotency-Key, a UUID.
dofile("tests/bench/outcome.lua")

local tails, head, count = {}, nil, 0

function init(args)
	head = "POST /api/v1/reports HTTP/1.1\r\nHost: " .. wrk.host .. "\r\nAuthorization: Bearer " .. args[2] ..
		"\r\nContent-Type: application/json\r\nIdempotency-Key: "
	for body in io.lines(args[1]) do
		tails[#tails + 1] = "\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
	end
	math.randomseed(tonumber(args[3]))
	run = string.format("%08x-%04x-4%03x-8%03x-", math.random(0, 2 ^ 31 - 1), math.random(0, 65535),
		math.random(0, 4095), math.random(0, 4095))
end

function request()
	count = count + 1
	return head .. run .. string.format("%012x", count) .. tails[1 + count % #tails]
end
