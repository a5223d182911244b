// What the clients ask, and what is done with their answers.

export const question = [{ role: 'user', content: 'Context: The Eiffel Tower is in Paris.\nQuestion: Where is the Eiffel Tower?' }];

export const weatherQuestion = [{ role: 'user', content: 'What is the weather in Paris?' }];

// One red pixel.
export const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

export const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather in a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

export const time = {
  type: 'function',
  function: {
    name: 'get_time',
    description: 'The time in a zone',
    parameters: { type: 'object', properties: { zone: { type: 'string' } }, required: ['zone'] },
  },
};

export async function collect(items) {
  const all = [];
  for await (const item of items) all.push(item);
  return all;
}
