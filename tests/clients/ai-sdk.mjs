// The ai package with its provider for OpenAI-compatible servers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, embed, embedMany, generateObject, generateText, Output, stepCountIs, streamText, tool as makeTool } from 'ai';
import { z } from 'zod';
import { adminKey } from './host.mjs';
import { collect, pixel, question } from './questions.mjs';

// It would tell of generateObject's successor, which is tried too.
globalThis.AI_SDK_LOG_WARNINGS = false;

const [{ content: prompt }] = question;

const weatherPrompt = 'What is the weather in Paris?';

export function aiSdkTests(at, { name, chat, tool, tools, embedding, images, reasons, faults }) {
  const provider = (apiKey = adminKey) => createOpenAICompatible({ name: 'kernelhost', apiKey, baseURL: at.baseURL, includeUsage: true, supportsStructuredOutputs: true });
  const model = (id = chat) => provider().chatModel(id);
  const City = z.object({ city: z.string(), visitors: z.number().int() });
  const asked = [];
  const report = (what) => makeTool({
    description: `The ${what} there`,
    inputSchema: z.object({ place: z.string() }),
    execute: ({ place }) => { asked.push([what, place]); return `${what} of ${place}: 22`; },
  });

  test('generateText, with usage', async () => {
    const { text, finishReason, usage } = await generateText({ model: model(), prompt });

    assert.match(text, /The Eiffel Tower is in Paris\./);
    assert.equal(finishReason, 'stop');
    assert.equal(usage.totalTokens, usage.inputTokens + usage.outputTokens);
    assert.ok(usage.inputTokens > 0);
  });

  test('streamText, with usage', async () => {
    const { text } = await generateText({ model: model(), prompt });
    const result = streamText({ model: model(), prompt });

    assert.equal((await collect(result.textStream)).join(''), text);
    assert.equal(await result.finishReason, 'stop');
    assert.ok((await result.usage).totalTokens > 0);
  });

  test('generateObject', async () => {
    const { object } = await generateObject({ model: model(), schema: City, prompt: 'Paris had 44 million visitors. Extract the city and its visitors in millions.' });

    assert.deepEqual(Object.keys(City.parse(object)), ['city', 'visitors']);
  });

  test('structured output of generateText and streamText', async () => {
    const wanted = { model: model(), output: Output.object({ schema: City }), prompt: 'Paris had 44 million visitors. Extract the city and its visitors in millions.' };
    const { output } = await generateText(wanted);
    const streamed = streamText(wanted);

    assert.deepEqual(Object.keys(City.parse(output)), ['city', 'visitors']);
    assert.deepEqual(await streamed.output, output);
  });

  // The embedded provider calls a tool only when it must.
  if (tools) {
    for (const stream of [false, true]) {
      const streamed = stream ? ', streamed' : '';
      const ask = (id, offered) => {
        asked.length = 0;
        const wanted = { model: model(id), prompt: weatherPrompt, tools: offered, stopWhen: stepCountIs(4) };
        return stream ? streamText(wanted) : generateText(wanted);
      };

      test(`tools in several steps${streamed}`, async () => {
        const result = await ask(tool, { weather: report('weather') });
        const [text, steps] = [await result.text, await result.steps];

        assert.match(text, /22/);
        assert.deepEqual(asked.map(([what]) => what), ['weather']);
        assert.deepEqual(steps.map((step) => step.finishReason), ['tool-calls', 'stop']);
      });

      test(`parallel tools${streamed}`, async () => {
        const result = await ask(tools, { weather: report('weather'), time: report('time') });

        assert.match(await result.text, /weather of place: 22.*time of place: 22/s);
        assert.deepEqual(asked.map(([what]) => what).sort(), ['time', 'weather']);
      });
    }
  }

  if (reasons) {
    test('reasoning, whole and streamed', async () => {
      const wanted = { model: model(), prompt, providerOptions: { kernelhost: { reasoningEffort: 'high' } } };
      const { reasoningText, text } = await generateText(wanted);
      const streamed = streamText(wanted);

      assert.match(reasoningText, /^Thinking about/);
      assert.deepEqual([await streamed.reasoningText, await streamed.text], [reasoningText, text]);
    });
  }

  if (images) {
    test('an image', async () => {
      const content = [{ type: 'text', text: 'What is this?' }, { type: 'file', mediaType: 'image/png', data: Buffer.from(pixel, 'base64') }];
      const { text } = await generateText({ model: model(), messages: [{ role: 'user', content }] });

      assert.match(text, /\[images: 1\]/);
    });
  }

  if (embedding) {
    test('embed and embedMany', async () => {
      const vectors = provider().embeddingModel(embedding);
      const [one, many] = await Promise.all([embed({ model: vectors, value: 'another' }), embedMany({ model: vectors, values: ['one text', 'another'] })]);

      assert.equal(many.embeddings.length, 2);
      assert.deepEqual(many.embeddings[1], one.embedding);
      assert.ok(many.usage.tokens > 0);
    });
  }

  test('a wrong key is an APICallError that is not tried again', async () => {
    await assert.rejects(generateText({ model: provider('wrong').chatModel(chat), prompt, maxRetries: 2 }),
      (error) => APICallError.isInstance(error) && error.statusCode === 401 && !error.isRetryable);
  });

  if (faults) {
    test('a rate limit is an APICallError that may be tried again', async () => {
      const wanted = { model: model(`${name}/fault-429-retry-7`), prompt, maxRetries: 0, headers: { 'x-kernelhost-fallback': 'none' } };

      await assert.rejects(generateText(wanted), (error) => APICallError.isInstance(error) && error.statusCode === 429 && error.isRetryable && error.responseHeaders['retry-after'] === '7');
    });
  }
}
