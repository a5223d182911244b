namespace KernelHost.Plugins;

/// <summary>
/// Ties a plugin's instance to the kernel it was made for: when no call and nobody else can reach it any more, it is disposed if it wants to be, and its version let go. No count
/// of calls could tell this better: a call holds its kernel until it has ended, however it was made.
/// </summary>
internal sealed class PluginInstance(object instance, PluginWorld world, Action<Exception> failed)
{
    ~PluginInstance() => ThreadPool.UnsafeQueueUserWorkItem(static one => _ = one.EndAsync(), this, preferLocal: false);

    private async Task EndAsync()
    {
        try
        {
            if (instance is IAsyncDisposable asynchronous)
                await asynchronous.DisposeAsync();
            else
                (instance as IDisposable)?.Dispose();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            failed(failure);   // somebody else's code, on a thread of nobody's
        }
        finally
        {
            world.Release();
        }
    }
}
