namespace KernelHost.Storage.LiteDb;

internal static class LiteDbProvider
{
    public static StorageProvider Provider { get; } = StorageProviders.Missing("litedb",
        "Storage:Provider \"litedb\" is not in this build: LiteDB is part of the nuget lane. Build with -p:KernelHostPackages=nuget, or use \"sqlite\".");
}
