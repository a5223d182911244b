using KernelHost.Assistants;
using KernelHost.Jobs;
using KernelHost.Kernels;
using KernelHost.Knowledge;
using KernelHost.Mcp;
using KernelHost.Organizations;
using KernelHost.Plugins;
using KernelHost.Providers;
using KernelHost.Rag;
using KernelHost.Rubrics;
using KernelHost.Security;
using KernelHost.Server;
using KernelHost.Server.Auth;
using KernelHost.Server.Docs;
using KernelHost.Server.Endpoints;
using KernelHost.Server.Errors;
using KernelHost.Server.Limits;
using KernelHost.Storage;

try
{
    var builder = WebApplication.CreateSlimBuilder([.. args, KernelHost.Server.HostDefaults.SettingsAreReadOnce]);
    builder.AddHostDefaults();

    builder.Services
        .AddStorage()
        .AddSecurity()
        .AddOrganizations()
        .AddProviders()
        .AddPlugins()
        .AddMcp()
        .AddKernels()
        .AddJobs()
        .AddKnowledge()
        .AddRag()
        .AddRubrics()
        .AddAssistants();

    builder.Services
        .AddErrors()
        .AddEventLoop()
        .AddApiKeys()
        .AddRequestLimits()
        .AddApiDocs()
        .AddReadiness()
        .AddModelPlane()
        .AddAdminPlane();

    await using var app = builder.Build();
    app.SetUpEventLoop();

    app.UseClientAddresses();
    app.UseRequestIds();
    app.UseErrors();
    app.UseNoKeysInUrls();
    app.UseRequestSizes();
    app.UseApiKeys();
    app.UseRequestLimits();
    app.UsePolicies();
    app.UseWorkers();

    app.MapHealth();
    app.MapApiDocs();
    app.MapModelPlane();
    app.MapAdminPlane();

    app.RequirePolicyOnEveryEndpoint();

    await app.InitializeAsync();
    await app.RunAsync();
    return 0;
}
catch (Exception failure) when (StartUpFailure.Explain(failure) is { } sentence)
{
    await Console.Error.WriteLineAsync($"KernelHost did not start. {sentence}");
    return 1;
}
