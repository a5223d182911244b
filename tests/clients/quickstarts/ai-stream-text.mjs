// After https://ai-sdk.dev/docs/ai-sdk-core/generating-text with the provider of https://ai-sdk.dev/providers/openai-compatible-providers.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { streamText } from 'ai';

const provider = createOpenAICompatible({
  name: 'example',
  apiKey: process.env.OPENAI_API_KEY,
  baseURL: process.env.OPENAI_BASE_URL,
});

const result = streamText({
  model: provider('model-id'),
  prompt: 'May I leave out semicolons?',
});

for await (const text of result.textStream) {
  process.stdout.write(text);
}
