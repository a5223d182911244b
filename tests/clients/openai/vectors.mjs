// Embeddings and the list of models by OpenAI's own client.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';
import { collect } from '../questions.mjs';

export function vectorTests(at, { chat, embedding }) {
  if (embedding) {
    test('embeddings: the default, float and base64 are the same vectors', async () => {
      const ask = (format) => at.client.embeddings.create({ model: embedding, input: ['one text', 'another'], ...format });
      const [byDefault, asFloat, asBase64] = await Promise.all([ask({}), ask({ encoding_format: 'float' }), ask({ encoding_format: 'base64' })]);

      assert.equal(asFloat.data.length, 2);
      const vector = asFloat.data[1].embedding;
      assert.ok(vector.length >= 8 && vector.every((number) => Math.abs(number) <= 1));
      assert.deepEqual(Array.from(Float32Array.from(vector)), Array.from(Float32Array.from(byDefault.data[1].embedding)));
      assert.deepEqual(Array.from(Float32Array.from(vector)), decode(asBase64.data[1].embedding));
      assert.ok(asFloat.usage.prompt_tokens > 0);
    });

    test('one text, and few dimensions', async () => {
      const answer = await at.client.embeddings.create({ model: embedding, input: 'one text' });

      assert.deepEqual([answer.object, answer.data.length, answer.data[0].object, answer.data[0].index], ['list', 1, 'embedding', 0]);
    });
  } else {
    test('embeddings of a provider that has none are refused in words', async () => {
      await assert.rejects(at.client.embeddings.create({ model: chat, input: 'one text' }, { headers: { 'x-kernelhost-fallback': 'none' } }),
        (error) => error instanceof OpenAI.BadRequestError && error.message.length > 20);
    });
  }

  test('models are listed, and found one by one', async () => {
    const ids = (await collect(at.client.models.list())).map((model) => model.id);

    assert.ok(ids.includes('default') && ids.includes('small-fast') && ids.includes(chat), ids.join());
    const one = await at.client.models.retrieve(chat);
    assert.deepEqual([one.id, one.object, one.type, one.available], [chat, 'model', 'LLM', true]);
  });
}

function decode(base64) {
  const bytes = Buffer.from(base64, 'base64');
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}
