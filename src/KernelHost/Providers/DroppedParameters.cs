using System.Collections.Immutable;
using KernelHost.Models;

namespace KernelHost.Providers;

/// <summary>Which of a request's parameters a model cannot take. They are told to the client, never dropped silently.</summary>
public static class DroppedParameters
{
    public const string Unsupported = "unsupported_parameter";

    /// <summary>By the client's own names, in its order.</summary>
    public static ImmutableArray<string> Of(IProviderKind kind, string model, ChatParameters? parameters) =>
        parameters is null ? [] : [.. parameters.Given.Where(parameter => kind.Fit(model, parameter) == ParameterFit.Dropped).Select(parameter => parameter.Name)];

    /// <exception cref="ProviderException">The model cannot give the form of answer that is asked for, or the client is strict and it cannot take something.</exception>
    public static void Require(IProviderKind kind, string provider, string model, ChatParameters? parameters)
    {
        foreach (var parameter in parameters?.Given ?? [])
        {
            var fit = kind.Fit(model, parameter);
            if (fit == ParameterFit.Refused || (fit == ParameterFit.Dropped && parameters?.Strict is true))
                throw Refusal(provider, model, parameter, fit);
        }
    }

    private static ProviderException Refusal(string provider, string model, ChatParameter parameter, ParameterFit fit) => new(
        FailureClass.BadRequest,
        $"The model {provider}/{model} cannot take '{parameter.Name}' as it is given. " + (fit == ParameterFit.Refused
            ? "Leave it out, or ask for another model."
            : "Leave it out, ask for another model, or send the request without the header x-kernelhost-strict to have it dropped and reported."))
    {
        Status = 400,
        Code = Unsupported,
        Param = parameter.Name,
    };
}
