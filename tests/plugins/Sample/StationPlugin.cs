using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace Sample;

/// <summary>Cannot be made before an organisation says what it needs.</summary>
public sealed class StationPlugin(IOptions<StationOptions> options)
{
    [KernelFunction("read")]
    public string Read() => $"{options.Value.Name} {options.Value.Unit} {options.Value.Every.TotalSeconds} {options.Value.ApiKey}";

    [KernelFunction("hold")]
    public static Task HoldAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);
}

public sealed class StationOptions : IValidatableObject
{
    [Required]
    public string? Name { get; set; }

    public Unit Unit { get; set; }

    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(1);

    [Range(1, 10)]
    public int Retries { get; set; } = 3;

    public string? BaseUrl { get; set; }

    [Required, MinLength(4)]
    public string? ApiKey { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        Name == "nowhere" ? [new("There is no such station.")] : [];
}

public enum Unit
{
    Metres,
    SeaMiles,
}
