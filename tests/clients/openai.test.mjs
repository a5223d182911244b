import { clientSuite } from './suite.mjs';

const faults = ['fault-429-retry-7', 'fault-500', 'fault-context-length', 'fault-cut'];

clientSuite('openai', {
  chat: 'openai/gpt-4o',
  tools: 'openai/gpt-4o',
  embedding: 'openai/text-embedding-3-small',
  audio: { speech: 'openai/tts-1', transcription: 'openai/whisper-1' },
  faults: true,
  environment: (upstream) => ({
    OPENAI_API_KEY: 'sk-test',
    OPENAI_BASE_URL: `${upstream}/v1`,
    OPENAI_MODEL: 'gpt-4o',
    OPENAI_MODELS: ['gpt-4o', 'text-embedding-3-small', 'tts-1', 'whisper-1', ...faults].join(),
  }),
});
