import importlib.util

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route


async def home(request):
    return JSONResponse({"pytest": importlib.util.find_spec("pytest") is not None})


async def count(request):
    return StreamingResponse((f"{i}\n" for i in range(3)), media_type="text/plain")


app = Starlette(routes=[Route("/", home), Route("/count", count)])

if __name__ == "__main__":
    uvicorn.run("main:app", host="0.0.0.0", port=8000, log_level="warning")
