-- What of a version a system admin or the environment wrote: JSON path -> members. Null in versions from before; see decision 0006.
ALTER TABLE config_versions ADD COLUMN trusted TEXT;
