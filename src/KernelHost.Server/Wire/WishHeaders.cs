using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Routing;
using KernelHost.Security;
using KernelHost.Server.Auth;
using KernelHost.Server.Errors;

namespace KernelHost.Server.Wire;

/// <summary>The headers by which a client says how its own call is to be made: <c>x-kernelhost-delivery</c> and, for admins, <c>x-kernelhost-rehearse</c>.</summary>
internal static class WishHeaders
{
    private static readonly ApiError AdminsOnly = new(StatusCodes.Status403Forbidden, "rehearsal_not_allowed", "Rehearsing a failure takes an org-admin's key or a system-admin's.")
    {
        Param = ModelHeaders.Rehearse,
    };

    /// <summary>Null when there are none.</summary>
    /// <exception cref="ApiErrorException">One says what is none of its words, or the role does not allow it.</exception>
    public static CallWishes? Read(HttpRequest request, Role role)
    {
        var (delivery, rehearsed) = (request.Headers[ModelHeaders.Delivery].ToString(), request.Headers[ModelHeaders.Rehearse].ToString());
        return delivery.Length == 0 && rehearsed.Length == 0 ? null : new(Delivery(delivery), Rehearsed(rehearsed, role));
    }

    private static Delivery? Delivery(string word) => word switch
    {
        "" => null,
        "stream" => Organizations.Delivery.Stream,
        "assured" => Organizations.Delivery.Assured,
        _ => throw Wrong(ModelHeaders.Delivery, "stream or assured", word),
    };

    private static FailureClass? Rehearsed(string word, Role role) => word switch
    {
        "" => null,
        _ when !Policies.Permits(Policies.OrgAdmin, role) => throw new ApiErrorException(AdminsOnly),
        "rate_limit" => FailureClass.RateLimit,
        "timeout" => FailureClass.Timeout,
        "error" => FailureClass.Error,
        _ => throw Wrong(ModelHeaders.Rehearse, "rate_limit, timeout or error", word),
    };

    private static ApiErrorException Wrong(string header, string words, string word) =>
        BadRequest.Create(BadRequest.WrongValue, $"The header {header} takes {words}, not '{Excerpt.Of(word)}'.", header);
}
