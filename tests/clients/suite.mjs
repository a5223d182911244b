// One provider, one fake model server, one host: every client is tried on them.
import { after, before, describe } from 'node:test';
import OpenAI from 'openai';
import { adminKey, startHost, startUpstream } from './host.mjs';
import { aiSdkTests } from './ai-sdk.mjs';
import { ollamaTests } from './ollama-truth.mjs';
import { chatTests } from './openai/chat.mjs';
import { endpointTests } from './openai/endpoints.mjs';
import { errorTests } from './openai/errors.mjs';
import { outputTests } from './openai/outputs.mjs';
import { toolTests } from './openai/tools.mjs';
import { vectorTests } from './openai/vectors.mjs';
import { quickStartTests } from './quickstarts.mjs';

export function clientSuite(provider) {
  describe(`over ${provider.name}`, () => {
    const at = {};

    before(async () => {
      at.upstream = await startUpstream();
      at.host = await startHost(provider.environment(at.upstream.url));
      at.baseURL = `${at.host.url}/v1`;
      at.client = new OpenAI({ apiKey: adminKey, baseURL: at.baseURL, maxRetries: 0 });
    });

    after(async () => {
      await at.host?.stop();
      await at.upstream?.stop();
    });

    describe('the openai client', () => {
      for (const tests of [chatTests, toolTests, outputTests, vectorTests, endpointTests, errorTests]) tests(at, provider);
    });
    describe('the ai client', () => aiSdkTests(at, provider));
    describe('quick-starts', () => quickStartTests(at, provider));
    if (provider.name === 'ollama') describe("the ollama client's answers are the host's", () => ollamaTests(at));
  });
}
