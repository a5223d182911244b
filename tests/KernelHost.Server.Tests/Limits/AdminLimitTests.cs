using System.Net;
using KernelHost.Security;
using KernelHost.Server.Errors;
using KernelHost.Server.Limits;
using KernelHost.Throttling;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Tests.Limits;

public sealed class AdminLimitTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Admin_requests_are_limited_by_key_and_apart_from_model_calls()
    {
        await using var server = KernelHostServer.Start(services => services.AddSingleton<TimeProvider>(_time), ("Server:AdminRequestsPerMinute", "2"));
        using var second = server.Client(await server.CreateKeyAsync("system", new("second", Role.SystemAdmin)));
        const string path = "/api/v1/organizations";
        await server.Admin.TryGetAsync(path);
        await server.Admin.TryGetAsync(path);

        var refused = await server.Admin.TryGetAsync(path);

        Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limit_exceeded", "30"), (refused.Status, refused.Code, refused.Headers.RetryAfter?.ToString()));
        Assert.Equal(HttpStatusCode.OK, (await second.TryGetAsync(path)).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Admin.TryGetAsync("/v1/models")).Status);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(HttpStatusCode.OK, (await server.Admin.TryGetAsync(path)).Status);
    }

    [Fact]
    public async Task What_a_key_may_not_do_counts_too()
    {
        await using var server = KernelHostServer.Start(services => services.AddSingleton<TimeProvider>(_time), ("Server:AdminRequestsPerMinute", "1"));
        using var member = await server.CreateTenantAsync(Tenants.Embedded());

        Assert.Equal(HttpStatusCode.Forbidden, (await member.TryGetAsync("/api/v1/organizations")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await member.TryGetAsync("/api/v1/organizations")).Status);
    }

    [Fact]
    public async Task Nought_is_no_limit()
    {
        await using var server = KernelHostServer.Start(("Server:AdminRequestsPerMinute", "0"));

        await server.Admin.TryGetAsync("/api/v1/organizations");

        Assert.Equal(0, server.Services.GetRequiredService<RequestLimiter>().Count);
    }

    [Fact]
    public async Task Switching_is_limited_by_organisation_whichever_key_switches()
    {
        await using var app = await StartSwitchAsync();
        using var client = new HttpClient { BaseAddress = new(app.Urls.First()) };

        Assert.Equal(HttpStatusCode.OK, (await client.TryPostAsync("/switch?as=key_1&of=acme")).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.TryPostAsync("/switch?as=key_2&of=acme")).Status);
        var refused = await client.TryPostAsync("/switch?as=key_3&of=acme");

        Assert.Equal((HttpStatusCode.TooManyRequests, "30"), (refused.Status, refused.Headers.RetryAfter?.ToString()));
        Assert.Contains("switched 2 times a minute", refused.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.TryPostAsync("/switch?as=key_3&of=other")).Status);
        Assert.Equal(HttpStatusCode.OK, (await client.TryPostAsync("/other?as=key_3&of=acme")).Status);
    }

    [Fact]
    public async Task A_member_does_not_use_up_its_admins_switches()
    {
        await using var server = KernelHostServer.Start(services => services.AddSingleton<TimeProvider>(_time), ("Server:SwitchesPerMinute", "1"));
        var (slug, key) = await server.CreateTenantKeyAsync(Tenants.Embedded());
        using var member = server.Client(key);
        using var admin = server.Client(await server.CreateKeyAsync(slug, new("admin", Role.OrgAdmin)));

        Assert.Equal(HttpStatusCode.Forbidden, (await member.TryPostAsync("/api/v1/admin/switch-model", new { })).Status);

        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await admin.TryPostAsync("/api/v1/admin/switch-model", new { })).Status);
    }

    [Fact]
    public async Task The_real_switches_share_one_limit_and_reading_is_not_switching()
    {
        await using var server = KernelHostServer.Start(services => services.AddSingleton<TimeProvider>(_time), ("Server:SwitchesPerMinute", "2"));

        await server.Admin.TryPostAsync("/api/v1/admin/switch-model", new { });
        await server.Admin.TryPostAsync("/api/v1/admin/configure-fallback", new { });
        var refused = await server.Admin.TryPostAsync("/api/v1/admin/switch-model", new { provider = "embedded", model = "extractive" });

        Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limit_exceeded", "30"), (refused.Status, refused.Code, refused.Headers.RetryAfter?.ToString()));
        Assert.Equal(HttpStatusCode.OK, (await server.Admin.TryGetAsync("/api/v1/admin/models")).Status);
    }

    /// <summary>The limits' own middleware before two endpoints, with a caller as the address says.</summary>
    private async Task<WebApplication> StartSwitchAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddErrors().AddSingleton<TimeProvider>(_time).AddSingleton<RequestLimiter>();
        builder.Services.AddSingleton(new LimitedParties(null!, Options.Create(new ServerOptions { SwitchesPerMinute = 2 })));
        var app = builder.Build();
        app.Use((context, next) =>
        {
            context.Features.Set(new Caller(context.Request.Query["as"]!, Role.OrgAdmin, context.Request.Query["of"]!, null, null, null));
            return next(context);
        });
        app.UseRouting();
        app.UseRequestLimits();
        app.MapGroup("").LimitSwitching().MapPost("/switch", () => Results.Ok());
        app.MapPost("/other", () => Results.Ok());
        await app.StartAsync();
        return app;
    }
}
