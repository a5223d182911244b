namespace KernelHost.Events;

/// <summary>The one stream of <see cref="HostEvent"/>s in the process. Those who listen neither block nor throw: a call waits for them. Thread-safe.</summary>
public sealed class HostEvents
{
    public event Action<HostEvent>? Published;

    public void Publish(HostEvent happened) => Published?.Invoke(happened);
}
