// After "Usage" in https://github.com/openai/openai-node#readme: a response.
import OpenAI from 'openai';

const client = new OpenAI();

const response = await client.responses.create({
  model: 'gpt-5.5',
  instructions: 'Speak as a sailor would.',
  input: 'May I leave out semicolons?',
});

console.log(response.output_text);
