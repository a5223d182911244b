using KernelHost.Tests.Storage;

// Test runners load this assembly as a library; run as a program it is the child process that CrashTests kills.
await CrashWriter.RunAsync(args);
