import { clientSuite } from './suite.mjs';

const faults = ['fault-429-retry-7', 'fault-500', 'fault-context-length', 'fault-cut'];

clientSuite('ollama', {
  chat: 'ollama/llama3.2:latest',
  tools: 'ollama/tool-caller',
  embedding: 'ollama/nomic-embed-text:latest',
  faults: true,
  environment: (upstream) => ({
    OLLAMA_BASE_URL: upstream,
    OLLAMA_MODEL: 'llama3.2:latest',
    OLLAMA_MODELS: ['llama3.2:latest', 'tool-caller', 'nomic-embed-text:latest', ...faults].join(),
  }),
});
