// Tools by OpenAI's own client: by hand, in parallel, and by its runner.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect, time, weather, weatherQuestion } from '../questions.mjs';

export function toolTests(at, { tool, tools }) {
  for (const stream of [false, true]) {
    test(`tool call round trip${stream ? ', streamed' : ''}`, async () => {
      const asked = { model: tool, messages: weatherQuestion, tools: [weather], tool_choice: 'required' };
      const first = stream
        ? await at.client.chat.completions.stream(asked).finalChatCompletion()
        : await at.client.chat.completions.create(asked);

      assert.equal(first.choices[0].finish_reason, 'tool_calls');
      const call = first.choices[0].message.tool_calls[0];
      assert.equal(call.function.name, 'get_weather');
      assert.equal(typeof JSON.parse(call.function.arguments).city, 'string');

      const second = await at.client.chat.completions.create({
        model: tool,
        messages: [...asked.messages, first.choices[0].message, { role: 'tool', tool_call_id: call.id, content: 'It is 22 degrees in Paris.' }],
        tools: [weather],
      });
      assert.match(second.choices[0].message.content, /22/);
    });
  }

  // The embedded provider calls a tool only when it must.
  if (tools) {
    for (const stream of [false, true]) {
      test(`the client's tool runner goes on until the model answers${stream ? ', streamed' : ''}`, async () => {
        const asked = [];
        const runnable = { ...weather, function: { ...weather.function, parse: JSON.parse, function: ({ city }) => { asked.push(city); return 'It is 22 degrees.'; } } };
        const runner = at.client.chat.completions.runTools({ model: tool, messages: weatherQuestion, tools: [runnable], stream });

        assert.match(await runner.finalContent(), /22/);
        assert.equal(asked.length, 1);
        assert.equal(typeof asked[0], 'string');
        assert.deepEqual(runner.messages.map((message) => message.role), ['user', 'assistant', 'tool', 'assistant']);
      });
    }

    test('parallel calls in a stream keep their index, id and name apart', async () => {
      const stream = await at.client.chat.completions.create({ model: tools, messages: weatherQuestion, tools: [weather, time], stream: true });
      const pieces = (await collect(stream)).flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
      const named = pieces.filter((piece) => piece.function.name);

      assert.deepEqual(named.map((piece) => [piece.index, piece.function.name]), [[0, 'get_weather'], [1, 'get_time']]);
      assert.equal(new Set(named.map((piece) => piece.id)).size, 2);
      assert.ok(named.every((piece) => piece.id && piece.type === 'function'));
      const argumentsOf = (index) => JSON.parse(pieces.filter((piece) => piece.index === index).map((piece) => piece.function.arguments ?? '').join(''));
      assert.deepEqual([argumentsOf(0), argumentsOf(1)], [{ city: 'city' }, { zone: 'zone' }]);
    });

    test('parallel calls, answered in one go', async () => {
      const asked = { model: tools, messages: weatherQuestion, tools: [weather, time] };
      const { message, finish_reason } = (await at.client.chat.completions.create(asked)).choices[0];
      const results = message.tool_calls.map((call) => ({ role: 'tool', tool_call_id: call.id, content: `result of ${call.function.name}` }));
      const answer = await at.client.chat.completions.create({ ...asked, messages: [...weatherQuestion, message, ...results] });

      assert.equal(finish_reason, 'tool_calls');
      assert.match(answer.choices[0].message.content, /result of get_weather, result of get_time/);
    });

    test('one call at a time, if the client wants it so', async () => {
      const answer = await at.client.chat.completions.create({ model: tools, messages: weatherQuestion, tools: [weather, time], parallel_tool_calls: false });

      assert.ok(answer.choices[0].message.tool_calls.length >= 1);
    });

    test('a tool by its name', async () => {
      const answer = await at.client.chat.completions.create(
        { model: tools, messages: weatherQuestion, tools: [weather, time], tool_choice: { type: 'function', function: { name: 'get_time' } } });

      assert.ok(answer.choices[0].message.tool_calls.some((call) => call.function.name === 'get_time'));
    });
  }
}
