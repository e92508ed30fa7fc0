/**
 * The names of operating systems and processors that the go command knows (its package
 * internal/syslist). A file name that ends in one of them, such as `main_windows.go`, belongs to
 * that platform only.
 *
 * Gotcha: a name that is not in these lists, such as `main_server.go`, restricts nothing.
 */

export const KNOWN_OS = namesIn(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos',
);

export const KNOWN_ARCH = namesIn(
  '386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ' +
    'ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm',
);

function namesIn(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}
