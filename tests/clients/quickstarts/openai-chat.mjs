// After "Usage" in https://github.com/openai/openai-node#readme: a chat. The client takes its key and base URL from the environment.
import OpenAI from 'openai';

const client = new OpenAI();

const completion = await client.chat.completions.create({
  model: 'gpt-5.5',
  messages: [
    { role: 'developer', content: 'Speak as a sailor would.' },
    { role: 'user', content: 'May I leave out semicolons?' },
  ],
});

console.log(completion.choices[0].message.content);
