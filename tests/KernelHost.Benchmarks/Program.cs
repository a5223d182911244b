using KernelHost.Benchmarks;

return await Commands.RunAsync(args);
