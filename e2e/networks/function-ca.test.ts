/** Functions that call a server with a certificate of a private authority, with and without the host's certificates. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, COMPANY_NAME, startCompany } from '../harness/company/company.js';
import { TestProject } from '../harness/project.js';
import { outcomes } from '../shapes/shapes-project.js';

const URL = `https://${COMPANY_NAME}/hello`;

const node = {
  'package.json': '{"name":"fn","private":true}\n',
  'index.js': `require('node:http').createServer(async (_, response) => {
  try {
    response.end(await (await fetch('${URL}')).text());
  } catch (error) {
    response.end('failed: ' + error.cause.code);
  }
}).listen(8000, '0.0.0.0');
process.on('SIGTERM', () => process.exit(0));
`,
};

const go = {
  'go.mod': 'module fn\n\ngo 1.21\n',
  'main.go': `package main

import (
	"io"
	"net/http"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		answer, err := http.Get("${URL}")
		if err != nil {
			io.WriteString(w, "failed: "+err.Error())
			return
		}
		io.Copy(w, answer.Body)
	})
	http.ListenAndServe("0.0.0.0:8000", nil)
}
`,
};

describe('certificates of the host in functions', () => {
  let project: TestProject;
  let company: Company;
  const bodies = async () => [(await project.call('/invoke/go-fn')).body, (await project.call('/invoke/node-fn')).body];
  const settle = async () => {
    const up = await outcomes(await project.expectRun(0, 'up', '--json'));
    await project.expectRun(0, 'check');
    return ['go-fn', 'node-fn'].map((fn) => `${up[fn]?.status}${up[fn]?.built ? ', built' : ''}`);
  };
  beforeAll(async () => {
    project = await TestProject.create();
    company = await startCompany(project, 'one', { packages: [], proxy: 'none:none' });
    project.env = { SMOLFAAS_CA_FILE: company.authority };
    await project.write('go-fn', go);
    await project.write('node-fn', node);
    await project.expectRun(0, 'up');
    await company.join(`${project.id}-net`);
  });
  afterAll(() => project.dispose());

  it('without them the server is not trusted', async () => {
    const [fromGo, fromNode] = await bodies();
    expect(fromGo).toContain('certificate signed by unknown authority');
    expect(fromNode).toMatch(
      /^failed: (UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER_CERT_LOCALLY)$/,
    );
  });

  it('with them it is; check says before that containers will be replaced, and nothing is built', async () => {
    project.env = { ...project.env, SMOLFAAS_FUNCTION_CA: 'true' };
    const check = await project.expectRun(1, 'check');
    expect(check.stdout.match(/✗/g)).toHaveLength(2);
    expect(await settle()).toEqual(['updated', 'updated']);
    expect(await bodies()).toEqual(['hello from one', 'hello from one']);
    expect(await settle()).toEqual(['unchanged', 'unchanged']);
  });

  it('the project file decides for one function; other certificates replace those who have them', async () => {
    await writeFile(join(project.dir, 'smolfaas.yaml'), 'version: 1\nfunctions:\n  node-fn: { ca: false }\n');
    expect(await settle()).toEqual(['unchanged', 'updated']);
    const others = join(project.dir, 'others.pem');
    await writeFile(others, `${rootCertificates[0]}\n# another bundle\n`);
    project.env = { ...project.env, SMOLFAAS_CA_FILE: others };
    expect(await settle()).toEqual(['updated', 'unchanged']);
    expect((await bodies())[0]).toContain('certificate signed by unknown authority');
  });
});
