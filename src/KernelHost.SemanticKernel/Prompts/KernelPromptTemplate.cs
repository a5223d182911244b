using System.Net;
using System.Text;
using static Microsoft.SemanticKernel.TemplateBlock;

namespace Microsoft.SemanticKernel;

/// <summary>A template of the built-in format. What is inserted is encoded, so that it cannot become markup, unless it is trusted.</summary>
internal sealed class KernelPromptTemplate : IPromptTemplate
{
    private readonly TemplateBlock[] _blocks;
    private readonly HashSet<string> _trustedVariables;
    private readonly bool _trustsCode;

    public KernelPromptTemplate(PromptTemplateConfig config, bool trustsAll)
    {
        _blocks = [.. TemplateParser.Parse(config.Template)];
        AddMissingVariables(config);
        _trustsCode = trustsAll || config.AllowDangerouslySetContent;
        _trustedVariables = [.. config.InputVariables.Where(v => trustsAll || v.AllowDangerouslySetContent).Select(v => v.Name)];
    }

    public async Task<string> RenderAsync(Kernel kernel, KernelArguments? arguments = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        var text = new StringBuilder();
        foreach (var block in _blocks)
        {
            var value = block is Call call ? await InvokeAsync(call, kernel, arguments, cancellationToken) : ValueOf(block, arguments);
            var part = value is List<string> lines ? string.Join('\n', lines) : TypeConversion.ToText(value, kernel.Culture);
            text.Append(Trusts(block) ? part : WebUtility.HtmlEncode(part));
        }

        return text.ToString();
    }

    private static object? ValueOf(TemplateBlock block, KernelArguments? arguments) => block switch
    {
        Text text => text.Value,
        Literal literal => literal.Value,
        Variable variable => arguments?.GetValueOrDefault(variable.Name),
        _ => null,
    };

    private static async Task<object?> InvokeAsync(Call call, Kernel kernel, KernelArguments? arguments, CancellationToken cancellationToken)
    {
        var function = kernel.Plugins.GetFunction(call.Plugin, call.Function);
        var given = call.Values.Any() ? With(call, function, arguments) : arguments;
        return (await function.InvokeAsync(kernel, given, cancellationToken)).Value;
    }

    private static KernelArguments With(Call call, KernelFunction function, KernelArguments? arguments)
    {
        if (function.Metadata.Parameters is not [var first, ..])
            throw new ArgumentException($"The template gives arguments to '{function}', which takes none.");

        var given = arguments is null ? [] : new KernelArguments(arguments);
        if (call.Positional is not null)
        {
            if (call.Named.Any(n => n.Name.Equals(first.Name, StringComparison.OrdinalIgnoreCase)))
                throw new ArgumentException($"The template gives '{first.Name}' of '{function}' twice.");

            given[first.Name] = ValueOf(call.Positional, given);
        }

        foreach (var argument in call.Named)
            given[argument.Name] = ValueOf(argument.Value, given);

        return given;
    }

    private bool Trusts(TemplateBlock block) => block switch
    {
        Text => true,
        Variable variable => _trustedVariables.Contains(variable.Name),
        _ => _trustsCode,
    };

    private void AddMissingVariables(PromptTemplateConfig config)
    {
        var known = config.InputVariables.Select(v => v.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var used = _blocks.SelectMany(block => block is Call call ? call.Values : [block]).OfType<Variable>();
        foreach (var variable in used.Where(v => known.Add(v.Name)))
            config.InputVariables.Add(new() { Name = variable.Name });
    }
}
