using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Microsoft.SemanticKernel;

/// <summary>Lets chat clients run functions.</summary>
public static class KernelFunctionInvokingChatClientBuilderExtensions
{
    /// <summary>Runs the functions a model calls and asks it again with their results, until it answers.</summary>
    public static ChatClientBuilder UseKernelFunctionInvocation(this ChatClientBuilder builder, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Use((client, services) => new KernelFunctionInvokingChatClient(client, services));
    }
}
