// The protocol's inspector at its command line, as somebody who looks at a host would use it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { keepKnowledge, program, run, startWith } from './suite.mjs';

const inspector = program('@modelcontextprotocol/inspector/cli/build/cli.js');
const prompts = [{ name: 'tutor', messages: [{ role: 'system', content: 'Ask back.' }, { role: 'user', content: 'Begin.' }] }];

describe('the inspector', () => {
  let host;
  before(async () => { host = await startWith({ prompts }); });
  after(() => host?.stop());

  const ask = (key, ...args) => run(inspector, ['--cli', `${host.url}/mcp`, '--transport', 'http', '--header', `Authorization: Bearer ${key}`, ...args]);
  const answer = async (...args) => {
    const { code, output, errors } = await ask(host.key, ...args);
    assert.equal(code, 0, errors);
    return JSON.parse(output);
  };

  test('lists the tools', async () => {
    const { tools } = await answer('--method', 'tools/list');
    assert.ok(tools.some((tool) => tool.name === 'test_simple_text' && tool.inputSchema.type === 'object'));
  });

  test('calls a tool', async () => {
    const result = await answer('--method', 'tools/call', '--tool-name', 'test_simple_text');
    assert.deepEqual(result.content, [{ type: 'text', text: 'This is a simple text response for testing.' }]);
  });

  test('gets a prompt', async () => {
    const { prompts: listed } = await answer('--method', 'prompts/list');
    assert.deepEqual(listed.map((one) => one.name), ['tutor']);
    const { messages } = await answer('--method', 'prompts/get', '--prompt-name', 'tutor');
    assert.deepEqual(messages.map((one) => one.content.text), ['Ask back.', 'Begin.']);
  });

  test('lists and reads a knowledge base and its document', async () => {
    const text = '# Leave\n\nThirty days.\n';
    const id = await keepKnowledge(host, text);
    const { resources } = await answer('--method', 'resources/list');
    assert.deepEqual(resources.map((one) => one.uri), ['knowledge://handbook', `knowledge://handbook/${id}`]);
    const { resourceTemplates } = await answer('--method', 'resources/templates/list');
    assert.deepEqual(resourceTemplates.map((one) => one.uriTemplate), ['knowledge://{knowledge_base}', 'knowledge://{knowledge_base}/{document_id}']);
    const base = await answer('--method', 'resources/read', '--uri', 'knowledge://handbook');
    assert.equal(JSON.parse(base.contents[0].text).documents, 1);
    const { contents } = await answer('--method', 'resources/read', '--uri', `knowledge://handbook/${id}`);
    assert.deepEqual(contents, [{ uri: `knowledge://handbook/${id}`, mimeType: 'text/markdown', text }]);
  });

  test('is refused without a right key', async () => {
    const { code } = await ask('kh_wrong', '--method', 'tools/list');
    assert.notEqual(code, 0);
  });
});
