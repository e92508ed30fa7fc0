require("node:http").createServer((_, a) => a.end("hello")).listen(8000);
