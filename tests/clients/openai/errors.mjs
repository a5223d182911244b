// Errors as OpenAI's own client knows them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';
import { collect, question } from '../questions.mjs';

export function errorTests(at, { name, chat, faults }) {
  test('a wrong key is an AuthenticationError', async () => {
    const stranger = new OpenAI({ apiKey: 'wrong', baseURL: `${at.host.url}/v1`, maxRetries: 0 });

    await assert.rejects(stranger.models.list(), (error) => error instanceof OpenAI.AuthenticationError && error.code === 'invalid_api_key');
  });

  test('a bad request is a BadRequestError that names the member', async () => {
    await assert.rejects(at.client.chat.completions.create({ model: chat, messages: question, temperature: 5 }),
      (error) => error instanceof OpenAI.BadRequestError && error.param === 'temperature' && error.type === 'invalid_request_error');
  });

  test('an unknown model is a NotFoundError for a client that allows no fallback', async () => {
    await assert.rejects(at.client.chat.completions.create({ model: 'nobody/nothing', messages: question }, { headers: { 'x-kernelhost-fallback': 'none' } }),
      (error) => error instanceof OpenAI.NotFoundError && error.code === 'model_not_found' && error.requestID.startsWith('req_'));
  });

  test('an unknown model is served by the default, and the client is told', async () => {
    const answer = await at.client.chat.completions.create({ model: 'nobody/nothing', messages: question });

    assert.deepEqual([answer.model_info.requested, answer.model_info.fallback_reason], ['nobody/nothing', 'requested_model_not_found']);
  });

  if (faults) {
    const ask = (fault, more = {}, options = {}) => at.client.chat.completions.create(
      { model: `${name}/fault-${fault}`, messages: question, ...more }, { headers: { 'x-kernelhost-fallback': 'none' }, ...options });

    for (const stream of [false, true]) {
      test(`a rate limit is a RateLimitError${stream ? ', before a stream too' : ''}`, async () => {
        await assert.rejects(ask('429-retry-7', { stream }), (error) => error instanceof OpenAI.RateLimitError && error.headers.get('retry-after') === '7');
      });
    }

    test('a failing model server is an InternalServerError', async () => {
      await assert.rejects(ask('500'), (error) => error instanceof OpenAI.InternalServerError && error.status === 502);
    });

    test("what the model's server calls a bad request is a BadRequestError", async () => {
      await assert.rejects(ask('400'), (error) => error instanceof OpenAI.BadRequestError && /not valid/.test(error.message));
    });

    test('a client that gives up on a silent model gets its own error, and the model server is let go', async () => {
      await at.upstream.clear();
      const abort = new AbortController();
      const asked = ask('hang', {}, { signal: abort.signal });
      const refused = assert.rejects(asked, (error) => error instanceof OpenAI.APIUserAbortError);
      await at.upstream.until((calls) => calls.some((call) => call.model === 'fault-hang'));
      abort.abort();

      await refused;
      await at.upstream.until((calls) => calls.some((call) => call.model === 'fault-hang' && call.client_disconnected));
    });

    test("a client's own timeout is an APIConnectionTimeoutError", async () => {
      await assert.rejects(ask('hang', {}, { timeout: 50 }), (error) => error instanceof OpenAI.APIConnectionTimeoutError);
    });

    test('too long a context is a BadRequestError with its code', async () => {
      await assert.rejects(ask('context-length'), (error) => error instanceof OpenAI.BadRequestError && error.code === 'context_length_exceeded');
    });

    test('a stream that breaks off is an APIError, not a short answer', async () => {
      const stream = await ask('cut', { stream: true });

      await assert.rejects(collect(stream), (error) => error instanceof OpenAI.APIError && error.code === 'upstream_error');
    });
  }

  test('a client that gives up before it asks gets its own error', async () => {
    const asked = AbortSignal.abort();

    await assert.rejects(at.client.chat.completions.create({ model: chat, messages: question }, { signal: asked }), (error) => error instanceof OpenAI.APIUserAbortError);
  });
}
