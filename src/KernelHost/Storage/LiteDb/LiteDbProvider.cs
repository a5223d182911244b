namespace KernelHost.Storage.LiteDb;

/// <summary>The one file of this folder that is compiled in both lanes.</summary>
internal static class LiteDbProvider
{
#if KERNELHOST_NUGET
    public static StorageProvider Provider { get; } = new("litedb", (directory, chain) => new LiteDbStore(Path.Combine(directory, "kernelhost.litedb"), chain));
#else
    public static StorageProvider Provider { get; } = StorageProviders.Missing("litedb",
        "Storage:Provider \"litedb\" is not in this build: LiteDB is part of the nuget lane. Build with -p:KernelHostPackages=nuget, or use \"sqlite\".");
#endif
}
