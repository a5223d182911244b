// The same question asked of the model server by Ollama's own client and of the host by OpenAI's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ollama } from 'ollama';
import { collect, pixel, question, time, weather, weatherQuestion } from './questions.mjs';

const chat = 'llama3.2:latest';

export function ollamaTests(at) {
  const truth = (asked) => new Ollama({ host: at.upstream.url }).chat({ model: chat, messages: question, ...asked });
  const host = async (asked) => {
    const { stream, model = chat, ...rest } = asked;
    const body = { model: `ollama/${model}`, messages: question, ...rest };
    return stream ? at.client.chat.completions.stream(body).finalChatCompletion() : at.client.chat.completions.create(body);
  };
  const messageOf = async (asked) => (await host(asked)).choices[0].message;

  for (const stream of [false, true]) {
    const streamed = stream ? ', streamed' : '';

    test(`text and usage${streamed}`, async () => {
      const parts = stream ? await collect(await truth({ stream })) : [await truth({})];
      const answer = await host({ stream, ...(stream && { stream_options: { include_usage: true } }) });

      assert.equal(answer.choices[0].message.content, parts.map((part) => part.message.content).join(''));
      assert.deepEqual([answer.usage.prompt_tokens, answer.usage.completion_tokens], [parts.at(-1).prompt_eval_count, parts.at(-1).eval_count]);
    });

    test(`tool calls${streamed}`, async () => {
      const asked = { model: 'tools-caller', messages: weatherQuestion, tools: [weather, time] };
      const parts = stream ? await collect(await truth({ ...asked, stream })) : [await truth(asked)];
      const calls = parts.flatMap((part) => part.message.tool_calls ?? []);
      const message = await messageOf({ ...asked, stream });

      assert.equal(calls.length, 2);
      assert.deepEqual(message.tool_calls.map((call) => [call.function.name, JSON.parse(call.function.arguments)]),
        calls.map((call) => [call.function.name, call.function.arguments]));
    });

    test(`log probabilities${streamed}`, async () => {
      const asked = { logprobs: true, top_logprobs: 1 };
      const parts = stream ? await collect(await truth({ ...asked, stream })) : [await truth(asked)];
      const { logprobs } = (await host({ ...asked, stream })).choices[0];

      assert.deepEqual(logprobs.content.map((one) => [one.token, one.logprob, one.top_logprobs.length]),
        parts.flatMap((part) => part.logprobs ?? []).map((one) => [one.token, one.logprob, one.top_logprobs.length]));
    });
  }

  for (const [model, think, reasoning_effort] of [[chat, true, 'high'], ['gpt-oss', 'low', 'low']]) {
    test(`thinking of ${model}`, async () => {
      const direct = await truth({ model, think });
      const message = await messageOf({ model, reasoning_effort });

      assert.ok(direct.message.thinking);
      assert.deepEqual([message.reasoning_content, message.content], [direct.message.thinking, direct.message.content]);
    });
  }

  test('images', async () => {
    const direct = await truth({ messages: [{ role: 'user', content: 'What is this?', images: [pixel] }] });
    const content = [{ type: 'text', text: 'What is this?' }, { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}` } }];

    assert.equal((await messageOf({ messages: [{ role: 'user', content }] })).content, direct.message.content);
  });

  test('output by a JSON schema', async () => {
    const schema = { type: 'object', properties: { city: { type: 'string' }, visitors: { type: 'integer' } }, required: ['city', 'visitors'], additionalProperties: false };
    const direct = await truth({ format: schema });
    const message = await messageOf({ response_format: { type: 'json_schema', json_schema: { name: 'city', schema } } });

    assert.deepEqual(JSON.parse(message.content), JSON.parse(direct.message.content));
  });

  test('a length limit ends both at the same word', async () => {
    const direct = await truth({ options: { num_predict: 3 } });
    const { choices: [choice] } = await host({ max_tokens: 3 });

    assert.deepEqual([choice.message.content, choice.finish_reason], [direct.message.content, direct.done_reason]);
  });

  test('options reach the model server by their own names', async () => {
    await at.upstream.clear();
    await truth({ think: false, options: { temperature: 0.5, top_p: 0.9, seed: 7, stop: ['X'], num_predict: 9 } });
    await host({ temperature: 0.5, top_p: 0.9, seed: 7, stop: ['X'], max_tokens: 9 });
    const [direct, hosted] = (await at.upstream.calls()).filter((call) => call.path === '/api/chat').map((call) => JSON.parse(call.body));

    assert.deepEqual(hosted.options, direct.options);
    assert.deepEqual(hosted.messages, direct.messages);
  });

  test('embeddings', async () => {
    const asked = { model: 'nomic-embed-text:latest', input: ['one text', 'another'] };
    const direct = await new Ollama({ host: at.upstream.url }).embed(asked);
    const answer = await at.client.embeddings.create({ ...asked, model: `ollama/${asked.model}` });

    assert.deepEqual(answer.data.map((one) => Array.from(Float32Array.from(one.embedding))), direct.embeddings.map((vector) => Array.from(Float32Array.from(vector))));
    assert.equal(answer.usage.prompt_tokens, direct.prompt_eval_count);
  });
}
