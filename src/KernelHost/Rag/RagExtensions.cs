using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Rag;

public static class RagExtensions
{
    /// <summary>Rewriting of questions. Needs <c>AddPlugins</c>.</summary>
    public static IServiceCollection AddRag(this IServiceCollection services) => services.AddSingleton<IQuestionRewriter, QuestionRewriter>();
}
