using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.SemanticKernel;

/// <summary>How one parameter is filled. Without metadata it is injected and no caller or model sees it.</summary>
internal sealed record ParameterBinding(Func<CallScope, object?> Bind, KernelParameterMetadata? Metadata = null)
{
    public static ParameterBinding For(ParameterInfo parameter, MethodInfo method)
    {
        var type = parameter.ParameterType;
        if (Injected(type, method) is { } inject)
            return new(inject);

        return parameter.GetCustomAttribute<FromKernelServicesAttribute>() is { } service
            ? new(scope => Service(scope.Kernel, parameter, service.ServiceKey))
            : Argument(parameter);
    }

    private static Func<CallScope, object?>? Injected(Type type, MethodInfo method) => type switch
    {
        _ when type == typeof(Kernel) => static scope => scope.Kernel,
        _ when type == typeof(KernelFunction) => static scope => scope.Function,
        _ when type == typeof(KernelArguments) => static scope => scope.Arguments,
        _ when type == typeof(CancellationToken) => static scope => scope.CancellationToken,
        _ when type == typeof(IAIServiceSelector) => static scope => scope.Kernel.ServiceSelector,
        _ when type == typeof(ILoggerFactory) => static scope => scope.Kernel.LoggerFactory,
        _ when type == typeof(ILogger) => scope => scope.Kernel.LoggerFactory.CreateLogger(method.DeclaringType ?? typeof(KernelFunction)),
        _ when type == typeof(CultureInfo) || type == typeof(IFormatProvider) => static scope => scope.Kernel.Culture,
        _ => null,
    };

    private static object? Service(Kernel kernel, ParameterInfo parameter, object? key)
    {
        var service = kernel.Services is IKeyedServiceProvider keyed
            ? keyed.GetKeyedService(parameter.ParameterType, key)
            : kernel.Services.GetService(parameter.ParameterType);
        if (service is not null || parameter.HasDefaultValue)
            return service ?? parameter.DefaultValue;

        throw new KernelException(
            $"No service for the parameter '{parameter.Name}' is registered.",
            new ArgumentException("The service is missing.", parameter.Name));
    }

    private static ParameterBinding Argument(ParameterInfo parameter)
    {
        var conversion = new ArgumentConversion(Names.Sanitize(parameter.Name ?? ""), parameter.ParameterType);
        var metadata = new KernelParameterMetadata(conversion.Name)
        {
            Description = parameter.GetCustomAttribute<DescriptionAttribute>(inherit: true)?.Description,
            DefaultValue = parameter.HasDefaultValue ? parameter.DefaultValue?.ToString() : null,
            IsRequired = !parameter.IsOptional,
            ParameterType = parameter.ParameterType,
        };
        return new(Bind, metadata);

        object? Bind(CallScope scope)
        {
            if (scope.Arguments.TryGetValue(conversion.Name, out var value))
                return conversion.Convert(value, scope.Kernel.Culture);
            if (parameter.HasDefaultValue)
                return parameter.DefaultValue;

            throw new KernelException(
                $"The argument '{conversion.Name}' is missing.",
                new ArgumentException("The argument is missing.", conversion.Name));
        }
    }
}
