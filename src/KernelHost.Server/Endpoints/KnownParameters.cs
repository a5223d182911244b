using System.Reflection;
using KernelHost.Server.Errors;
using KernelHost.Server.Wire;
using Microsoft.AspNetCore.Mvc;

namespace KernelHost.Server.Endpoints;

/// <summary>
/// Refuses a query parameter that an endpoint does not have: left out silently, a misspelt <c>dry_run</c> would change what was only to be checked.
/// What an endpoint has is read off its handler once, when it is mapped.
/// </summary>
internal static class KnownParameters
{
    public static RouteGroupBuilder RequireKnownParameters(this RouteGroupBuilder group)
    {
        group.AddEndpointFilterFactory((factory, next) =>
        {
            var known = factory.MethodInfo.GetParameters().SelectMany(NamesOf).ToHashSet(StringComparer.OrdinalIgnoreCase);
            return context => context.HttpContext.Request.Query.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown
                ? throw new ApiErrorException(Refuse(unknown, known, context.HttpContext))
                : next(context);
        });
        return group;
    }

    private static ApiError Refuse(string unknown, IEnumerable<string> known, HttpContext context)
    {
        string[] there = [.. known.Where(name => !context.Request.RouteValues.ContainsKey(name)).Order(StringComparer.Ordinal)];
        var choice = there.Length == 0 ? "It takes none." : $"It takes {string.Join(", ", there)}.";
        return new(StatusCodes.Status400BadRequest, "unknown_parameter", $"This endpoint has no query parameter of this name. {choice} Nothing was done.") { Param = Excerpt.Of(unknown) };
    }

    private static IEnumerable<string> NamesOf(ParameterInfo parameter) => parameter switch
    {
        _ when parameter.GetCustomAttribute<AsParametersAttribute>() is not null => parameter.ParameterType.GetConstructors()
            .OrderByDescending(constructor => constructor.GetParameters().Length).First().GetParameters().SelectMany(NamesOf),
        _ when parameter.GetCustomAttribute<FromQueryAttribute>() is { Name: { } named } => [named],
        _ when parameter.GetCustomAttribute<FromHeaderAttribute>() is null && IsText(parameter.ParameterType) => [parameter.Name ?? ""],
        _ => [],
    };

    // Everything else comes from the body or from services.
    private static bool IsText(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is var plain && (plain == typeof(string) || plain.IsPrimitive || plain.IsEnum || plain == typeof(DateTimeOffset));
}
