namespace KernelHost.Benchmarks.Speed.Results;

/// <summary>What the host must reach.</summary>
/// <param name="Reached">Null when one of the parties it takes was not measured.</param>
internal sealed record Target(string Title, double Limit, Func<Readings, double?> Reached, bool AtLeast = false)
{
    public bool IsMet(double reached) => AtLeast ? reached >= Limit : reached <= Limit;
}
