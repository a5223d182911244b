// Structured outputs by OpenAI's own client: a schema by hand, and its zod helper.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import { weatherQuestion } from '../questions.mjs';

const citySchema = {
  type: 'object',
  properties: { city: { type: 'string' }, visitors: { type: 'integer' } },
  required: ['city', 'visitors'],
  additionalProperties: false,
};

const City = z.object({ city: z.string(), visitors: z.number().int() });

const visitors = [{ role: 'user', content: 'Paris had 44 million visitors. Extract the city and its visitors in millions.' }];

export function outputTests(at, { chat, tool }) {
  test('output by a JSON schema', async () => {
    const answer = await at.client.chat.completions.create({
      model: chat,
      messages: visitors,
      response_format: { type: 'json_schema', json_schema: { name: 'city', strict: true, schema: citySchema } },
    });

    const city = JSON.parse(answer.choices[0].message.content);
    assert.deepEqual(Object.keys(city).sort(), ['city', 'visitors']);
    assert.equal(typeof city.city, 'string');
    assert.ok(Number.isInteger(city.visitors));
  });

  test('parse gives the object of a zod schema', async () => {
    const completion = await at.client.chat.completions.parse({ model: chat, messages: visitors, response_format: zodResponseFormat(City, 'city') });

    assert.deepEqual(Object.keys(City.parse(completion.choices[0].message.parsed)), ['city', 'visitors']);
    assert.equal(completion.choices[0].message.refusal ?? null, null);
  });

  test('a stream of it is parsed at its end', async () => {
    const stream = at.client.chat.completions.stream({ model: chat, messages: visitors, response_format: zodResponseFormat(City, 'city') });

    const completion = await stream.finalChatCompletion();

    assert.deepEqual(Object.keys(City.parse(completion.choices[0].message.parsed)), ['city', 'visitors']);
  });

  test("a tool's arguments by a zod schema", async () => {
    const tools = [zodFunction({ name: 'get_weather', parameters: z.object({ city: z.string() }) })];
    const completion = await at.client.chat.completions.parse({ model: tool, messages: weatherQuestion, tools, tool_choice: 'required' });

    assert.equal(typeof completion.choices[0].message.tool_calls[0].function.parsed_arguments.city, 'string');
  });
}
