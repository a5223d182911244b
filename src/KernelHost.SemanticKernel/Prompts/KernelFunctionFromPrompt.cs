using System.Runtime.CompilerServices;

namespace Microsoft.SemanticKernel;

internal sealed class KernelFunctionFromPrompt : KernelFunction
{
    private readonly IPromptTemplate _template;
    private readonly InputVariable[] _variables;

    public KernelFunctionFromPrompt(IPromptTemplate template, PromptTemplateConfig config)
        : this(template, PromptMetadata.Of(config), config.ExecutionSettings, [.. config.InputVariables.Select(v => new InputVariable(v))])
    {
    }

    private KernelFunctionFromPrompt(IPromptTemplate template, KernelFunctionMetadata metadata, IReadOnlyDictionary<string, PromptExecutionSettings>? settings, InputVariable[] variables)
        : base(metadata, settings)
    {
        _template = template;
        _variables = variables;
    }

    public static PromptTemplateConfig Describe(string template, string? format) =>
        new(template) { TemplateFormat = format, Description = "Generic function, unknown purpose" };

    public static KernelFunctionFromPrompt Create(PromptTemplateConfig config, IPromptTemplateFactory? factory, string? format)
    {
        if (factory is not null && string.IsNullOrWhiteSpace(format))
            throw new ArgumentException("A template factory needs the template's format.", nameof(format));

        return new((factory ?? new KernelPromptTemplateFactory()).Create(config), config);
    }

    public override KernelFunction Clone(string? pluginName = null) =>
        new KernelFunctionFromPrompt(_template, new(Metadata) { PluginName = pluginName }, ExecutionSettings, _variables);

    protected override async ValueTask<FunctionResult> InvokeCoreAsync(Kernel kernel, KernelArguments arguments, CancellationToken cancellationToken)
    {
        var prompt = await RenderAsync(kernel, arguments, isStreaming: false, cancellationToken);
        var result = prompt.Result ?? await prompt.Model.AskAsync(this, prompt, kernel, cancellationToken);
        result.RenderedPrompt = prompt.Text;
        return result;
    }

    protected override async IAsyncEnumerable<TResult> InvokeStreamingCoreAsync<TResult>(Kernel kernel, KernelArguments arguments, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var prompt = await RenderAsync(kernel, arguments, isStreaming: true, cancellationToken);
        await foreach (var piece in prompt.Model.StreamAsync(prompt, kernel, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return StreamedPiece.As<TResult>(piece);
        }
    }

    private async Task<RenderedPrompt> RenderAsync(Kernel kernel, KernelArguments arguments, bool isStreaming, CancellationToken cancellationToken)
    {
        foreach (var variable in _variables.Where(v => v.Default is not null && !arguments.ContainsName(v.Name)))
            arguments[variable.Name] = variable.Default;

        var model = PromptModel.Select(kernel, this, arguments, out var settings);
        var rendered = "";
        var context = new PromptRenderContext(kernel, this, arguments)
        {
            CancellationToken = cancellationToken,
            IsStreaming = isStreaming,
            ExecutionSettings = settings,
        };
        await kernel.OnPromptRenderAsync(context, async c => c.RenderedPrompt = rendered = await _template.RenderAsync(kernel, c.Arguments, cancellationToken));
        var text = string.IsNullOrWhiteSpace(context.RenderedPrompt) ? rendered : context.RenderedPrompt;
        return new(model, text, settings, context.Result);
    }
}
