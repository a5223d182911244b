// A chat by OpenAI's own client.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect, pixel, question } from '../questions.mjs';

export function chatTests(at, { name, chat, wire, images, logprobs, reasons }) {
  test('chat', async () => {
    const answer = await at.client.chat.completions.create({ model: chat, messages: question });

    assert.equal(answer.object, 'chat.completion');
    assert.equal(answer.choices[0].finish_reason, 'stop');
    assert.match(answer.choices[0].message.content, /The Eiffel Tower is in Paris\./);
    assert.equal(answer.model_info.provider, name);
    assert.equal(answer.usage.total_tokens, answer.usage.prompt_tokens + answer.usage.completion_tokens);
  });

  test('chat says in headers which model answered', async () => {
    const { response } = await at.client.chat.completions.create({ model: chat, messages: question }).withResponse();

    assert.equal(response.headers.get('x-kernelhost-model'), chat);
    assert.equal(response.headers.get('x-kernelhost-requested-model'), chat);
  });

  test('streamed chat, with usage at its end', async () => {
    const whole = await at.client.chat.completions.create({ model: chat, messages: question });
    const stream = await at.client.chat.completions.create({ model: chat, messages: question, stream: true, stream_options: { include_usage: true } });

    const chunks = await collect(stream);
    const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');

    assert.equal(text, whole.choices[0].message.content);
    assert.equal(chunks[0].choices[0].delta.role, 'assistant');
    assert.equal(chunks[0].model_info.provider, name);
    assert.deepEqual(chunks.flatMap((chunk) => chunk.choices[0]?.finish_reason ?? []), ['stop']);
    assert.ok(chunks.at(-1).usage.total_tokens > 0);
    assert.deepEqual(chunks.at(-1).choices, []);
  });

  test('streamed chat without usage has none', async () => {
    const stream = await at.client.chat.completions.create({ model: chat, messages: question, stream: true });

    assert.ok((await collect(stream)).every((chunk) => !chunk.usage && chunk.choices.length === 1));
  });

  test("the client's own stream helper puts the answer together", async () => {
    const completion = await at.client.chat.completions.stream({ model: chat, messages: question }).finalChatCompletion();

    assert.match(completion.choices[0].message.content, /The Eiffel Tower is in Paris\./);
  });

  test("the client's stream helper tells of each piece and of the end", async () => {
    const heard = { pieces: '', ends: 0 };
    const stream = at.client.chat.completions.stream({ model: chat, messages: question, stream_options: { include_usage: true } })
      .on('content', (piece) => { heard.pieces += piece; })
      .on('end', () => { heard.ends += 1; });

    assert.equal(await stream.finalContent(), heard.pieces);
    assert.equal(heard.ends, 1);
    assert.ok((await stream.totalUsage()).total_tokens > 0);
  });

  test('a stream can be left in its midst', async () => {
    const stream = await at.client.chat.completions.create({ model: chat, messages: question, stream: true });
    for await (const chunk of stream) {
      assert.equal(chunk.object, 'chat.completion.chunk');
      break;
    }

    assert.ok(stream.controller.signal.aborted);
    assert.ok((await at.client.chat.completions.create({ model: chat, messages: question })).choices[0].message.content);
  });

  if (images) {
    test('an image in the message', async () => {
      const content = [{ type: 'text', text: 'What is this?' }, { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}`, detail: 'low' } }];
      const answer = await at.client.chat.completions.create({ model: chat, messages: [{ role: 'user', content }] });

      assert.match(answer.choices[0].message.content, /\[images: 1\]/);
    });
  }

  if (reasons) {
    for (const stream of [false, true]) {
      test(`reasoning${stream ? ', streamed' : ''}`, async () => {
        const answer = await at.client.chat.completions.create({ model: chat, messages: question, reasoning_effort: 'high', stream });
        const pieces = stream ? (await collect(answer)).map((chunk) => chunk.choices[0].delta) : [answer.choices[0].message];

        assert.match(pieces.map((piece) => piece.reasoning_content ?? '').join(''), /^Thinking about/);
        assert.match(pieces.map((piece) => piece.content ?? '').join(''), /The Eiffel Tower is in Paris\./);
      });
    }
  }

  if (logprobs) {
    for (const stream of [false, true]) {
      test(`log probabilities${stream ? ', streamed' : ''}`, async () => {
        const asked = { model: chat, messages: question, logprobs: true, top_logprobs: 1 };
        const [choice] = stream
          ? (await at.client.chat.completions.stream(asked).finalChatCompletion()).choices
          : (await at.client.chat.completions.create(asked)).choices;

        assert.equal(choice.logprobs.content.map((one) => one.token).join(''), choice.message.content);
        assert.ok(choice.logprobs.content.every((one) => one.logprob <= 0));
      });
    }
  }

  if (wire) {
    for (const stream of [false, true]) {
      test(`two choices${stream ? ', streamed' : ''}`, async () => {
        const asked = { model: chat, messages: question, n: 2 };
        const { choices } = stream
          ? await at.client.chat.completions.stream(asked).finalChatCompletion()
          : await at.client.chat.completions.create(asked);

        assert.deepEqual(choices.map((choice) => choice.index), [0, 1]);
        assert.ok(choices.every((choice) => choice.message.content && choice.finish_reason === 'stop'));
      });
    }
  } else {
    test('two choices are refused where the model gives one', async () => {
      await assert.rejects(at.client.chat.completions.create({ model: chat, messages: question, n: 2 }),
        (error) => error.status === 400 && error.param === 'n' && error.code === 'unsupported_parameter');
    });
  }
}
