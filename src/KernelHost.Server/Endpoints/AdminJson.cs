using System.Text.Json;
using System.Text.Json.Serialization;

namespace KernelHost.Server.Endpoints;

/// <summary>The admin plane's JSON. A member nobody knows is refused: "modles" left out silently would make a key that may use all models.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class AdminJson : JsonSerializerContext;

internal static class AdminJsonExtensions
{
    public static IServiceCollection AddAdminJson(this IServiceCollection services) => services.ConfigureHttpJsonOptions(json =>
    {
        json.SerializerOptions.TypeInfoResolverChain.Insert(0, AdminJson.Default);
        json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
    });
}
