using System.Globalization;
using System.Reflection;
using KernelHost.Server.Errors;
using KernelHost.Server.Wire;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;

namespace KernelHost.Server.Endpoints;

/// <summary>
/// Refuses a query parameter that an endpoint does not have: left out silently, a misspelt <c>dry_run</c> would change what was only to be checked. Says which one has a value
/// that cannot be read, too; the framework leaves a bare 400. What an endpoint has is read off its handler once, when it is mapped.
/// </summary>
internal static class KnownParameters
{
    private static readonly Dictionary<Type, Func<string, bool>> Readers = new() { [typeof(bool)] = Reads<bool>, [typeof(int)] = Reads<int>, [typeof(long)] = Reads<long>, [typeof(DateTimeOffset)] = Reads<DateTimeOffset> };

    public static RouteGroupBuilder RequireKnownParameters(this RouteGroupBuilder group)
    {
        group.AddEndpointFilterFactory((factory, next) =>
        {
            var known = factory.MethodInfo.GetParameters().SelectMany(Of).ToDictionary(StringComparer.OrdinalIgnoreCase);
            return context =>
            {
                Check(context.HttpContext, known);
                return next(context);
            };
        });
        return group;
    }

    private static void Check(HttpContext context, Dictionary<string, Type> known)
    {
        if (context.Request.Query.Keys.FirstOrDefault(name => !known.ContainsKey(name)) is { } unknown)
            throw new ApiErrorException(Refuse(unknown, known.Keys, context));
        if (context.Response.StatusCode == StatusCodes.Status400BadRequest && known.FirstOrDefault(one => !IsRead(context.Request.Query[one.Key], one.Value)) is { Key: { } wrong, Value: var type })
            throw new ApiErrorException(ApiError.BadParameter(wrong, $"\"{wrong}\" must be {ExpectedJson.Describe(type)}."));
    }

    private static ApiError Refuse(string unknown, IEnumerable<string> known, HttpContext context)
    {
        string[] there = [.. known.Where(name => !context.Request.RouteValues.ContainsKey(name)).Order(StringComparer.Ordinal)];
        var choice = there.Length == 0 ? "It takes none." : $"It takes {string.Join(", ", there)}.";
        return new(StatusCodes.Status400BadRequest, "unknown_parameter", $"This endpoint has no query parameter of this name. {choice} Nothing was done.") { Param = Excerpt.Of(unknown) };
    }

    private static IEnumerable<KeyValuePair<string, Type>> Of(ParameterInfo parameter) => parameter switch
    {
        _ when parameter.GetCustomAttribute<AsParametersAttribute>() is not null => parameter.ParameterType.GetProperties().SelectMany(Of),
        _ when parameter.GetCustomAttribute<FromQueryAttribute>() is { Name: { } named } => [new(named, parameter.ParameterType)],
        _ when parameter.GetCustomAttribute<FromHeaderAttribute>() is null && IsText(parameter.ParameterType) => [new(parameter.Name ?? "", parameter.ParameterType)],
        _ => [],
    };

    private static KeyValuePair<string, Type>[] Of(PropertyInfo property) =>
        property.GetCustomAttribute<FromQueryAttribute>() is { Name: { } named } ? [new(named, property.PropertyType)] : [];

    // Everything else comes from the body or from services.
    private static bool IsText(Type type) =>
        Plain(type) is var plain && (plain == typeof(string) || plain.IsPrimitive || plain.IsEnum || plain == typeof(DateTimeOffset));

    private static bool IsRead(StringValues given, Type type) => string.IsNullOrEmpty(given) || !Readers.TryGetValue(Plain(type), out var reads) || reads(given.ToString());

    private static bool Reads<T>(string text)
        where T : IParsable<T> => T.TryParse(text, CultureInfo.InvariantCulture, out _);

    private static Type Plain(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
