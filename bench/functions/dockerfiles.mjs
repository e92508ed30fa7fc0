/**
 * The Dockerfiles that one would write by hand for the generated functions, with the care that SmolFaaS takes: dependencies in a step
 * of their own that sees manifests only, cache mounts, the host's certificates and registry settings as secrets, a second stage on
 * the runtime's base, a user that is not root. Pure.
 *
 * Invariant: the same base images and the same commands as in the graphs of the runtime packages. Neither contestant may have a
 * step less.
 */

/** The name of the file and its text; a function with a Dockerfile of its own has no other. */
export function dockerfileOf(kind, bases) {
  const texts = { node, 'node-deps': nodeWithDependencies, python, go };
  return texts[kind]?.(bases);
}

const CA = '/run/bench/ca.pem';
const CA_MOUNT = secret('ca', CA);
const NETRC_MOUNT = secret('netrc', '/root/.netrc');

function secret(id, target) {
  return `--mount=type=secret,id=${id},target=${target},mode=0444`;
}

function cache(id, target) {
  return `--mount=type=cache,id=bench/${id},target=${target}`;
}

const node = (bases) => `FROM ${bases.node}
WORKDIR /app
ENV HOME=/tmp PORT=8000 NODE_ENV=production
COPY . .
USER 65532:65532
EXPOSE 8000
CMD ["node", "index.js"]
`;

const nodeWithDependencies = (bases) => `FROM ${bases['node-build']} AS dependencies
WORKDIR /app
ENV CI=true NODE_EXTRA_CA_CERTS=${CA} npm_config_cache=/cache/npm npm_config_userconfig=/run/bench/npmrc \\
  npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false
COPY package.json ./
RUN ${cache('npm', '/cache/npm')} ${CA_MOUNT} ${secret('npmrc', '/run/bench/npmrc')} \\
  npm install --no-package-lock --omit=dev

FROM ${bases.node}
WORKDIR /app
ENV HOME=/tmp PORT=8000 NODE_ENV=production
COPY --from=dependencies /app/node_modules node_modules
COPY . .
USER 65532:65532
EXPOSE 8000
CMD ["node", "index.js"]
`;

const python = (bases) => `FROM ${bases.python} AS dependencies
COPY --from=${bases.uv} /uv /usr/local/bin/uv
WORKDIR /app
ENV UV_CACHE_DIR=/cache/uv UV_LINK_MODE=copy UV_PYTHON=python3 UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV=/app/.venv \\
  UV_COMPILE_BYTECODE=1 PYC_INVALIDATION_MODE=UNCHECKED_HASH UV_NO_PROGRESS=1 XDG_CONFIG_HOME=/run/bench/config \\
  SSL_CERT_FILE=${CA}
COPY requirements.txt ./
RUN ${cache('uv', '/cache/uv')} ${CA_MOUNT} ${NETRC_MOUNT} uv venv /app/.venv
RUN ${cache('uv', '/cache/uv')} ${CA_MOUNT} ${NETRC_MOUNT} ${secret('uv', '/run/bench/config/uv/uv.toml')} \\
  uv pip install -r requirements.txt

FROM ${bases.python}
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH HOME=/tmp PORT=8000 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY --from=dependencies /app/.venv .venv
COPY . .
USER 65532:65532
EXPOSE 8000
CMD ["python", "main.py"]
`;

const GO_MOUNTS = `${cache('go-mod', '/cache/go/mod')} ${cache('go-build', '/cache/go/build')} ${CA_MOUNT} \\
  ${secret('goenv', '/run/bench/goenv')} ${NETRC_MOUNT}`;

const go = (bases) => `FROM ${bases['go-build']} AS build
WORKDIR /src
ENV CGO_ENABLED=0 GOPATH=/go GOMODCACHE=/cache/go/mod GOCACHE=/cache/go/build GOTOOLCHAIN=auto GOENV=/run/bench/goenv \\
  SSL_CERT_FILE=${CA}
COPY go.mod go.sum ./
RUN ${GO_MOUNTS} go mod download
COPY . .
RUN ${GO_MOUNTS} go build -trimpath -ldflags='-s -w' -o /out/function .

FROM ${bases.static}
ENV HOME=/tmp PORT=8000
COPY --from=build /out/function /function
USER 65532:65532
EXPOSE 8000
CMD ["/function"]
`;
