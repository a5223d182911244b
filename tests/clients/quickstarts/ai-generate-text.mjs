// After https://ai-sdk.dev/providers/openai-compatible-providers: a text.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText } from 'ai';

const provider = createOpenAICompatible({
  name: 'example',
  apiKey: process.env.OPENAI_API_KEY,
  baseURL: process.env.OPENAI_BASE_URL,
});

const { text } = await generateText({
  model: provider.chatModel('meta-llama/Llama-3-70b-chat-hf'),
  prompt: 'May I leave out semicolons?',
});

console.log(text);
