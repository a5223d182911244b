// What every provider must let OpenAI's own client do. The differences between providers are in the argument.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import OpenAI from 'openai';
import { adminKey, startHost, startUpstream } from './host.mjs';

const question = [{ role: 'user', content: 'Context: The Eiffel Tower is in Paris.\nQuestion: Where is the Eiffel Tower?' }];

const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather in a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

const citySchema = {
  type: 'object',
  properties: { city: { type: 'string' }, visitors: { type: 'integer' } },
  required: ['city', 'visitors'],
  additionalProperties: false,
};

/**
 * @param {string} provider
 * @param {{ chat: string, tools: string, embedding: string, audio?: { speech: string, transcription: string }, faults?: boolean, environment: (upstream: string) => Record<string, string> }} setting
 */
export function clientSuite(provider, { chat, tools, embedding, audio = null, faults = false, environment }) {
  describe(`the openai client over ${provider}`, () => {
    let upstream, host, client;

    before(async () => {
      upstream = await startUpstream();
      host = await startHost(environment(upstream.url));
      client = new OpenAI({ apiKey: adminKey, baseURL: `${host.url}/v1`, maxRetries: 0 });
    });

    after(async () => {
      await host?.stop();
      await upstream?.stop();
    });

    test('chat', async () => {
      const answer = await client.chat.completions.create({ model: chat, messages: question });

      assert.equal(answer.object, 'chat.completion');
      assert.equal(answer.choices[0].finish_reason, 'stop');
      assert.match(answer.choices[0].message.content, /The Eiffel Tower is in Paris\./);
      assert.equal(answer.model_info.provider, provider);
      assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens);
    });

    test('chat says in headers which model answered', async () => {
      const { response } = await client.chat.completions.create({ model: chat, messages: question }).withResponse();

      assert.equal(response.headers.get('x-kernelhost-model'), chat);
      assert.equal(response.headers.get('x-kernelhost-requested-model'), chat);
    });

    test('streamed chat, with usage at its end', async () => {
      const whole = await client.chat.completions.create({ model: chat, messages: question });
      const stream = await client.chat.completions.create({ model: chat, messages: question, stream: true, stream_options: { include_usage: true } });

      const chunks = await collect(stream);
      const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');

      assert.equal(text, whole.choices[0].message.content);
      assert.equal(chunks[0].choices[0].delta.role, 'assistant');
      assert.equal(chunks[0].model_info.provider, provider);
      assert.deepEqual(chunks.flatMap((chunk) => chunk.choices[0]?.finish_reason ?? []), ['stop']);
      assert.ok(chunks.at(-1).usage.total_tokens > 0);
      assert.deepEqual(chunks.at(-1).choices, []);
    });

    test('streamed chat without usage has none', async () => {
      const stream = await client.chat.completions.create({ model: chat, messages: question, stream: true });

      assert.ok((await collect(stream)).every((chunk) => !chunk.usage && chunk.choices.length === 1));
    });

    test("the client's own stream helper puts the answer together", async () => {
      const completion = await client.chat.completions.stream({ model: chat, messages: question }).finalChatCompletion();

      assert.match(completion.choices[0].message.content, /The Eiffel Tower is in Paris\./);
    });

    for (const stream of [false, true]) {
      test(`tool call round trip${stream ? ', streamed' : ''}`, async () => {
        const asked = { model: tools, messages: [{ role: 'user', content: 'What is the weather in Paris?' }], tools: [weather], tool_choice: 'required' };
        const first = stream
          ? await client.chat.completions.stream(asked).finalChatCompletion()
          : await client.chat.completions.create(asked);

        assert.equal(first.choices[0].finish_reason, 'tool_calls');
        const call = first.choices[0].message.tool_calls[0];
        assert.equal(call.function.name, 'get_weather');
        assert.equal(typeof JSON.parse(call.function.arguments).city, 'string');

        const second = await client.chat.completions.create({
          model: tools,
          messages: [...asked.messages, first.choices[0].message, { role: 'tool', tool_call_id: call.id, content: 'It is 22 degrees in Paris.' }],
          tools: [weather],
        });
        assert.match(second.choices[0].message.content, /22/);
      });
    }

    test('output by a JSON schema', async () => {
      const answer = await client.chat.completions.create({
        model: chat,
        messages: [{ role: 'user', content: 'Paris had 44 million visitors. Extract the city and its visitors in millions.' }],
        response_format: { type: 'json_schema', json_schema: { name: 'city', strict: true, schema: citySchema } },
      });

      const city = JSON.parse(answer.choices[0].message.content);
      assert.deepEqual(Object.keys(city).sort(), ['city', 'visitors']);
      assert.equal(typeof city.city, 'string');
      assert.ok(Number.isInteger(city.visitors));
    });

    test('embeddings: the default, float and base64 are the same vectors', async () => {
      const ask = (format) => client.embeddings.create({ model: embedding, input: ['one text', 'another'], ...format });
      const [byDefault, asFloat, asBase64] = await Promise.all([ask({}), ask({ encoding_format: 'float' }), ask({ encoding_format: 'base64' })]);

      assert.equal(asFloat.data.length, 2);
      const vector = asFloat.data[1].embedding;
      assert.ok(vector.length >= 8 && vector.every((number) => Math.abs(number) <= 1));
      assert.deepEqual(Array.from(Float32Array.from(vector)), Array.from(Float32Array.from(byDefault.data[1].embedding)));
      assert.deepEqual(Array.from(Float32Array.from(vector)), decode(asBase64.data[1].embedding));
      assert.ok(asFloat.usage.prompt_tokens > 0);
    });

    test('models are listed, and found one by one', async () => {
      const ids = (await collect(client.models.list())).map((model) => model.id);

      assert.ok(ids.includes('default') && ids.includes('small-fast') && ids.includes(chat), ids.join());
      const one = await client.models.retrieve(chat);
      assert.deepEqual([one.id, one.object, one.type, one.available], [chat, 'model', 'LLM', true]);
    });

    test('a wrong key is an AuthenticationError', async () => {
      const stranger = new OpenAI({ apiKey: 'wrong', baseURL: `${host.url}/v1`, maxRetries: 0 });

      await assert.rejects(stranger.models.list(), (error) => error instanceof OpenAI.AuthenticationError && error.code === 'invalid_api_key');
    });

    test('a bad request is a BadRequestError that names the member', async () => {
      await assert.rejects(client.chat.completions.create({ model: chat, messages: question, temperature: 5 }),
        (error) => error instanceof OpenAI.BadRequestError && error.param === 'temperature' && error.type === 'invalid_request_error');
    });

    test('an unknown model is a NotFoundError for a client that allows no fallback', async () => {
      await assert.rejects(client.chat.completions.create({ model: 'nobody/nothing', messages: question }, { headers: { 'x-kernelhost-fallback': 'none' } }),
        (error) => error instanceof OpenAI.NotFoundError && error.code === 'model_not_found' && error.requestID.startsWith('req_'));
    });

    test('an unknown model is served by the default, and the client is told', async () => {
      const answer = await client.chat.completions.create({ model: 'nobody/nothing', messages: question });

      assert.deepEqual([answer.model_info.requested, answer.model_info.fallback_reason], ['nobody/nothing', 'requested_model_not_found']);
    });

    if (audio) {
      const file = () => OpenAI.toFile(Buffer.from('not quite music'), 'talk \u00e4.mp3');

      test('speech', async () => {
        const answer = await client.audio.speech.create({ model: audio.speech, voice: 'alloy', input: 'Hello there' });

        assert.equal(await answer.text(), 'mp3 tts-1 alloy: Hello there');
        assert.equal(answer.headers.get('content-type'), 'audio/mpeg');
      });

      for (const [format, expected] of [['json', /^whisper-1: talk \u00e4\.mp3/], ['verbose_json', /^whisper-1: talk/]]) {
        test(`transcription as ${format}`, async () => {
          const answer = await client.audio.transcriptions.create({ model: audio.transcription, file: await file(), response_format: format });

          assert.match(answer.text, expected);
          assert.equal(answer.model_info.provider, provider);
        });
      }

      for (const format of ['text', 'srt', 'vtt']) {
        test(`transcription as ${format}`, async () => {
          assert.match(await client.audio.transcriptions.create({ file: await file(), model: audio.transcription, response_format: format }), /whisper-1: talk/);
        });
      }

      test('transcription, streamed', async () => {
        const events = await collect(await client.audio.transcriptions.create({ file: await file(), model: audio.transcription, stream: true }));

        assert.equal(events.at(-1).type, 'transcript.text.done');
        assert.equal(events.slice(0, -1).map((event) => event.delta).join(''), events.at(-1).text);
      });

      test('a response, whole and streamed', async () => {
        const whole = await client.responses.create({ model: chat, input: 'Hello there' });
        const events = await collect(await client.responses.create({ model: chat, input: 'Hello there', stream: true }));

        assert.equal(events.filter((event) => event.type === 'response.output_text.delta').map((event) => event.delta).join(''), whole.output_text);
        assert.deepEqual([whole.model_info.provider, events[0].model_info.provider, events.at(-1).type], [provider, provider, 'response.completed']);
      });

      test('a completion, whole and streamed', async () => {
        const whole = await client.completions.create({ model: chat, prompt: 'Hello there' });
        const chunks = await collect(await client.completions.create({ model: chat, prompt: 'Hello there', stream: true }));

        assert.equal(chunks.map((chunk) => chunk.choices[0]?.text ?? '').join(''), whole.choices[0].text);
        assert.equal(whole.model_info.provider, provider);
      });
    } else {
      test('audio, responses and completions are not to be had here', async () => {
        const refused = (error) => error instanceof OpenAI.BadRequestError && error.code === 'endpoint_not_supported';

        await assert.rejects(client.audio.speech.create({ model: chat, voice: 'alloy', input: 'Hi' }), refused);
        await assert.rejects(client.responses.create({ model: chat, input: 'Hi' }), refused);
        await assert.rejects(client.completions.create({ model: chat, prompt: 'Hi' }), refused);
      });
    }

    if (faults) {
      const ask = (fault, more = {}) => client.chat.completions.create(
        { model: `${provider}/fault-${fault}`, messages: question, ...more }, { headers: { 'x-kernelhost-fallback': 'none' } });

      for (const stream of [false, true]) {
        test(`a rate limit is a RateLimitError${stream ? ', before a stream too' : ''}`, async () => {
          await assert.rejects(ask('429-retry-7', { stream }), (error) => error instanceof OpenAI.RateLimitError && error.headers.get('retry-after') === '7');
        });
      }

      test('a failing model server is an InternalServerError', async () => {
        await assert.rejects(ask('500'), (error) => error instanceof OpenAI.InternalServerError && error.status === 502);
      });

      test('too long a context is a BadRequestError with its code', async () => {
        await assert.rejects(ask('context-length'), (error) => error instanceof OpenAI.BadRequestError && error.code === 'context_length_exceeded');
      });

      test('a stream that breaks off is an APIError, not a short answer', async () => {
        const stream = await ask('cut', { stream: true });

        await assert.rejects(collect(stream), (error) => error instanceof OpenAI.APIError && error.code === 'upstream_error');
      });
    }
  });
}

async function collect(items) {
  const all = [];
  for await (const item of items) all.push(item);
  return all;
}

function decode(base64) {
  const bytes = Buffer.from(base64, 'base64');
  return Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(i * 4));
}
