using KernelHost.Server.Errors;
using KernelHost.Throttling;

namespace KernelHost.Server.Limits;

/// <summary>Counts each request for whom it counts, refuses it with 429 when one of them has had enough, and holds its place until its answer has ended.</summary>
internal sealed class RequestLimiting(RequestDelegate next, LimitedParties parties, RequestLimiter limiter)
{
    public Task InvokeAsync(HttpContext context)
    {
        var counted = parties.OfAsync(context);
        return counted.IsCompletedSuccessfully ? LimitAsync(context, counted.Result) : LimitAsync(context, counted);   // nearly always known
    }

    private async Task LimitAsync(HttpContext context, ValueTask<IReadOnlyList<LimitedParty>> counted) => await LimitAsync(context, await counted);

    private Task LimitAsync(HttpContext context, IReadOnlyList<LimitedParty> counted) => counted.Count == 0 ? next(context) : EnterAsync(context, counted);

    private async Task EnterAsync(HttpContext context, IReadOnlyList<LimitedParty> counted)
    {
        using var admission = limiter.Enter(counted);
        if (admission.Rate is { } rate && LimitKinds.Of(context.GetEndpoint()) == LimitKind.Models)
        {
            context.Response.Announce(rate);
        }

        await (admission.Refusal is { } refusal ? context.WriteAsync(LimitAnswers.Describe(refusal)) : next(context));
    }
}

internal static class RequestLimitingExtensions
{
    public static IServiceCollection AddRequestLimits(this IServiceCollection services) => services.AddSingleton<LimitedParties>();

    /// <summary>After authentication, which says whose request it is; before authorisation, so that refused ones count.</summary>
    public static IApplicationBuilder UseRequestLimits(this IApplicationBuilder app) => app.UseMiddleware<RequestLimiting>();
}
