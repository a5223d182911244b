// What only OpenAI's wire has: responses, completions, audio. The other providers say so.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI, { toFile } from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { collect, pixel, weather } from '../questions.mjs';

export function endpointTests(at, provider) {
  if (!provider.wire) return refusals(at, provider);
  const { chat } = provider;
  responses(at, provider);
  audio(at);

  for (const stream of [false, true]) {
    test(`a completion of the old kind${stream ? ', streamed' : ''}`, async () => {
      const answer = await at.client.completions.create({ model: chat, prompt: 'Once upon', max_tokens: 7, stream });
      const parts = stream ? await collect(answer) : [answer];

      assert.equal(parts.map((part) => part.choices[0]?.text ?? '').join(''), 'gpt-4o: Once upon');
      assert.equal(parts[0].model_info.provider, 'openai');
      assert.equal(parts[0].object, 'text_completion');
    });
  }
}

function responses(at, { chat, tool }) {
  test('a response', async () => {
    const response = await at.client.responses.create({ model: chat, instructions: 'Be brief.', input: 'Hello there' });

    assert.equal(response.output_text, 'gpt-4o: Hello there');
    assert.deepEqual([response.object, response.status, response.model_info.provider], ['response', 'completed', 'openai']);
    assert.equal(response.usage.total_tokens, response.usage.input_tokens + response.usage.output_tokens);
  });

  test('a streamed response', async () => {
    const events = await collect(await at.client.responses.create({ model: chat, input: 'Hello there', stream: true }));
    const text = events.filter((event) => event.type === 'response.output_text.delta').map((event) => event.delta).join('');

    assert.equal(text, 'gpt-4o: Hello there');
    assert.deepEqual([events[0].type, events.at(-1).type], ['response.created', 'response.completed']);
    assert.ok(events.at(-1).response.usage.total_tokens > 0);
    assert.deepEqual(events.map((event) => event.sequence_number), events.map((_, index) => index));
  });

  test("the client's own stream of a response puts it together", async () => {
    const response = await at.client.responses.stream({ model: chat, input: 'Hello there' }).finalResponse();

    assert.equal(response.output_text, 'gpt-4o: Hello there');
  });

  test('a response that calls a function, and takes its result', async () => {
    const tools = [{ type: 'function', strict: true, ...weather.function }];
    const input = [{ role: 'user', content: 'What is the weather in Paris?' }];
    const first = await at.client.responses.create({ model: tool, input, tools });
    const [call] = first.output;
    const second = await at.client.responses.create(
      { model: tool, input: [...input, call, { type: 'function_call_output', call_id: call.call_id, output: 'It is 22 degrees.' }], tools });

    assert.deepEqual([call.type, call.name, JSON.parse(call.arguments)], ['function_call', 'get_weather', { city: 'city' }]);
    assert.match(second.output_text, /22/);
  });

  test('a response by a schema, parsed', async () => {
    const City = z.object({ city: z.string() });
    const response = await at.client.responses.parse({ model: chat, input: 'Which city?', text: { format: zodTextFormat(City, 'city') } });

    assert.deepEqual(response.output_parsed, { city: 'city' });
  });

  test('a response to an image', async () => {
    const content = [{ type: 'input_text', text: 'What is this?' }, { type: 'input_image', detail: 'auto', image_url: `data:image/png;base64,${pixel}` }];
    const response = await at.client.responses.create({ model: chat, input: [{ role: 'user', content }] });

    assert.match(response.output_text, /\[images: 1\]/);
  });
}

function audio(at) {
  test('speech, as bytes and as a stream', async () => {
    const speak = () => at.client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Good morning', response_format: 'wav' });
    const [whole, streamed] = await Promise.all([speak(), speak()]);

    assert.equal(whole.headers.get('content-type'), 'audio/wav');
    assert.equal(Buffer.from(await whole.arrayBuffer()).toString(), 'wav tts-1 alloy: Good morning');
    assert.equal(Buffer.concat(await collect(streamed.body)).toString(), 'wav tts-1 alloy: Good morning');
  });

  const heard = 'whisper-1: h\u00e4llo.mp3 (5 bytes)';
  const sound = () => toFile(Buffer.from('sound'), 'h\u00e4llo.mp3', { type: 'audio/mpeg' });
  const expected = {
    json: (answer) => assert.deepEqual([answer.text, answer.model_info.provider], [heard, 'openai']),
    text: (answer) => assert.equal(answer, `${heard}\n`),
    srt: (answer) => assert.equal(answer, `1\n00:00:00,000 --> 00:00:01,000\n${heard}\n\n`),
    vtt: (answer) => assert.equal(answer, `WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n${heard}\n\n`),
    verbose_json: (answer) => assert.deepEqual([answer.text, answer.language, answer.segments[0].text], [heard, 'en', heard]),
  };
  for (const [response_format, check] of Object.entries(expected)) {
    test(`a transcription as ${response_format}`, async () => {
      check(await at.client.audio.transcriptions.create({ model: 'whisper-1', file: await sound(), language: 'en', response_format }));
    });
  }

  test('a streamed transcription', async () => {
    const events = await collect(await at.client.audio.transcriptions.create({ model: 'whisper-1', file: await sound(), stream: true }));

    assert.equal(events.filter((event) => event.type === 'transcript.text.delta').map((event) => event.delta).join(''), heard);
    assert.deepEqual([events.at(-1).type, events.at(-1).text], ['transcript.text.done', heard]);
  });
}

function refusals(at, { chat }) {
  const asked = {
    responses: () => at.client.responses.create({ model: chat, input: 'Hello' }),
    completions: () => at.client.completions.create({ model: chat, prompt: 'Hello' }),
    'audio.speech': () => at.client.audio.speech.create({ model: chat, voice: 'alloy', input: 'Hello' }),
  };
  for (const [endpoint, ask] of Object.entries(asked)) {
    test(`${endpoint} is refused with a reason`, async () => {
      await assert.rejects(ask(), (error) => error instanceof OpenAI.BadRequestError && error.code === 'endpoint_not_supported');
    });
  }
}
