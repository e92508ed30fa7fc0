import { describe, expect, test } from 'vitest';
import { buildTags, isBuilt } from './constraints.js';
import { readHeader } from './header.js';

const built = (name: string, text = 'package main\n', tags = '', cgo = false) =>
  isBuilt(name, readHeader(text), { tags: buildTags(tags), cgo });

describe('names of files', () => {
  test.each([
    ['main.go', true],
    ['main_linux.go', true],
    ['main_windows.go', false],
    ['main_darwin_arm64.go', false],
    ['main_linux_arm64.go', true],
    ['main_amd64.go', true],
    ['main_s390x.go', false],
    ['main_linux_s390x.go', false],
    ['main_unix.go', true],
    ['main_server.go', true],
    ['windows.go', true],
    ['linux_windows.go', false],
    ['a_windows_server.go', true],
    ['a_js.go', false],
    ['a_wasip1_wasm.go', false],
    ['main_windows.pb.go', false],
    ['main.pb_windows.go', true],
    ['x_android.go', false],
  ])('%s: %s', (name, expected) => {
    expect(built(name)).toBe(expected);
  });
});

describe('constraints', () => {
  test.each([
    ['//go:build mage', false],
    ['//go:build ignore', false],
    ['//go:build tools', false],
    ['//go:build linux', true],
    ['//go:build !windows && !plan9', true],
    ['//go:build unix', true],
    ['//go:build darwin || (linux && !cgo)', true],
    ['//go:build cgo', false],
    ['//go:build amd64 && arm64', false],
    ['//go:build !amd64', true],
    ['//go:build go1.18', true],
    ['//go:build gc && !gccgo', true],
    ['//go:build prod', false],
    ['//go:build (linux', true],
    ['// +build ignore', false],
    ['// +build linux darwin', true],
    ['// +build windows linux,!cgo', true],
    ['// +build linux\n// +build prod', false],
    ['// +build !linux', false],
    ['//go:build linux\n// +build ignore', true],
    ['/*\n//go:build ignore\n*/', true],
    ['// Copyright\n\n//go:build ignore', false],
    ['  //go:build ignore', false],
    ['//go:build ignore\r', false],
  ])('%j: %s', (head, expected) => {
    expect(built('main.go', `${head}\n\npackage main\n`)).toBe(expected);
  });

  test('count before the package clause only, the older ones with a blank line after them', () => {
    expect(built('main.go', '// +build ignore\npackage main\n')).toBe(true);
    expect(built('main.go', 'package main\n\n//go:build ignore\n')).toBe(true);
  });

  test("the function's own tags are set", () => {
    expect(built('main.go', '//go:build prod && !dev\n\npackage main\n', 'x, prod')).toBe(true);
  });
});

test('the header: package, imports in all spellings, none in comments or code', () => {
  const { packageName, imports } = readHeader(`\uFEFF// package no
/* import "a" */ package main // x

import "fmt"
import _ "b"; import . \`c\`
import (
	// "not"
	d "e.example/d" // (why)
	/* ) */ "f"
	"C"
)

var x = \`
import "g"
\`
`);
  expect({ packageName, imports }).toEqual({
    packageName: 'main',
    imports: ['fmt', 'b', 'c', 'e.example/d', 'f', 'C'],
  });
});
