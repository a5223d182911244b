using KernelHost.Kernels;
using KernelHost.Organizations;
using KernelHost.Plugins;
using KernelHost.Providers;
using KernelHost.Security;
using KernelHost.Server;
using KernelHost.Server.Auth;
using KernelHost.Server.Endpoints;
using KernelHost.Server.Errors;
using KernelHost.Storage;

var builder = WebApplication.CreateBuilder(args);
builder.AddHostDefaults();

builder.Services
    .AddStorage()
    .AddSecurity()
    .AddOrganizations()
    .AddProviders()
    .AddPlugins()
    .AddKernels();

builder.Services
    .AddAdminJson()
    .AddErrors()
    .AddApiKeys()
    .AddReadiness()
    .AddModelPlane();

await using var app = builder.Build();

app.UseRequestIds();
app.UseErrors();
app.UseAuthentication();
app.UseAuthorization();

app.MapHealth();
app.MapModelPlane();

app.RequirePolicyOnEveryEndpoint();
await app.InitializeAsync();
await app.RunAsync();
